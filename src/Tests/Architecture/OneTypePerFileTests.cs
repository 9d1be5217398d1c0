using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Vela.Tests.Architecture;

/// <summary>A reader finds a type by its file: one type a file, the file named after it.</summary>
[TestFixture]
public sealed partial class OneTypePerFileTests
{
    /// <summary>A type at the top level: namespaces are file-scoped, so it is not indented.</summary>
    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|readonly|ref|unsafe|partial)\s+)*(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType { get; }

    private static string? Wrong(string path, string text)
    {
        string[] types = [.. TopLevelType.Matches(text).Select(match => match.Groups[1].Value).Distinct()];
        string named = Path.GetFileName(path).Split('.')[0];
        return types.Length == 0 || (types.Length == 1 && types[0] == named) ? null : $"{path} declares {string.Join(", ", types)}";
    }

    [TestCaseSource(typeof(Room), nameof(Room.All))]
    public void Each_file_declares_one_type_and_is_named_after_it(Room room)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(room.Folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(room.Folder, path).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));
        Assert.That(files.Select(path => Wrong(path, File.ReadAllText(path))).OfType<string>(), Is.Empty);
    }

    [TestCase("Frame.cs", "public sealed class Frame\n{\n    private enum State\n    {\n    }\n}\n", true)]
    [TestCase("Frame.Take.cs", "public sealed partial class Frame;\n", true)]
    [TestCase("Result.cs", "public readonly struct Result<T>\n{\n}\n", true)]
    [TestCase("Frame.cs", "public sealed class Frame;\n\ninternal struct Slot;\n", false)]
    [TestCase("Frame.cs", "public readonly record struct Slot(int Number);\n", false)]
    [TestCase("Slots.cs", "file static class Slot;\n", false)]
    public void The_gate_tells_right_from_wrong(string file, string text, bool isRight) =>
        Assert.That(Wrong(file, text), isRight ? Is.Null : Is.Not.Null);
}
