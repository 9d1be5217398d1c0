namespace Vela.Shell;

/// <summary>What <c>${name…}</c> does with the value (XCU 2.6.2).</summary>
public enum ParameterOperator
{
    /// <summary><c>${x}</c></summary>
    Value,

    /// <summary><c>${#x}</c></summary>
    Length,

    /// <summary><c>${x-word}</c></summary>
    UseDefault,

    /// <summary><c>${x=word}</c></summary>
    AssignDefault,

    /// <summary><c>${x?word}</c></summary>
    FailWithout,

    /// <summary><c>${x+word}</c></summary>
    UseAlternative,

    /// <summary><c>${x%pattern}</c></summary>
    RemoveShortestSuffix,

    /// <summary><c>${x%%pattern}</c></summary>
    RemoveLongestSuffix,

    /// <summary><c>${x#pattern}</c></summary>
    RemoveShortestPrefix,

    /// <summary><c>${x##pattern}</c></summary>
    RemoveLongestPrefix,
}
