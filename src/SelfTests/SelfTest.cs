using System.Collections.Generic;

namespace Vela.SelfTests;

/// <summary>One test that runs inside the image, on the machine it is about.</summary>
/// <param name="name">A sentence that says what holds. Unique; the host shows it as the test's name.</param>
/// <param name="rows">The requirements it covers, as "M-09".</param>
public abstract class SelfTest(string name, params string[] rows)
{
    public string Name { get; } = name;

    /// <summary>The requirements that this test covers.</summary>
    public IReadOnlyList<string> Rows { get; } = rows;

    /// <summary>The name as one word, for selftest=NAME on the command line.</summary>
    public string Word => Name.Replace(' ', '_');

    /// <summary>Whether the test is about the kernel or the machine, and so means nothing on the host.</summary>
    public virtual bool NeedsTheImage => false;

    /// <summary>Whether the machine ends by it. Such a test runs only when it is named, and the host looks at how the machine ended.</summary>
    public virtual bool EndsTheMachine => false;

    /// <summary>Ends normally if the sentence holds, and throws if not: <see cref="Expect"/> says what was seen instead.</summary>
    public abstract void Run(ISelfTestMachine machine);
}
