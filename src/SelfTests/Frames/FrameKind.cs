namespace Vela.SelfTests;

/// <summary>What a result frame says; the fields of its payload follow in this order (docs/boot-tests.md).</summary>
public enum FrameKind : byte
{
    /// <summary>The first frame. Fields: how many tests will run.</summary>
    SuiteStart = 1,

    /// <summary>Fields: the test's name.</summary>
    TestStart = 2,

    /// <summary>Fields: name, nanoseconds it took.</summary>
    TestPass = 3,

    /// <summary>Fields: name, message.</summary>
    TestFail = 4,

    /// <summary>Something measured or seen on the way. Fields: text.</summary>
    Note = 5,

    /// <summary>The last frame. Fields: tests passed, tests failed.</summary>
    SuiteEnd = 6,
}
