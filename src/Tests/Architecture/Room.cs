using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Mono.Cecil;

namespace Vela.Tests.Architecture;

/// <summary>A room: its compiled assembly, its sources, and what it may depend on. The list of arrows is here and nowhere else.</summary>
public sealed class Room
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Primitives"] = [],
        ["Hal"] = ["Primitives"],
        ["Hal.X64"] = ["Hal", "Primitives"],
        ["Boot"] = ["Hal.X64", "Hal", "Primitives"],
        ["Capabilities"] = ["Primitives"],
        ["Drivers"] = ["Hal", "Primitives"],
        ["Memory"] = ["Capabilities", "Hal", "Primitives"],
        ["Fs"] = ["Memory", "Capabilities", "Hal", "Primitives"],
        ["Processes"] = ["Fs", "Memory", "Capabilities", "Hal", "Primitives"],
        ["Linux"] = ["Processes", "Fs", "Memory", "Capabilities", "Hal", "Primitives"],
        ["Shell"] = ["Processes", "Fs", "Memory", "Capabilities", "Hal", "Primitives"],
        ["Kernel"] = ["Shell", "Linux", "Processes", "Fs", "Memory", "Drivers", "Capabilities", "Boot", "Hal.X64", "Hal", "Primitives"],
    };

    private Room(string name, ModuleDefinition module)
    {
        Name = name;
        Module = module;
    }

    public string Name { get; }

    public ModuleDefinition Module { get; }

    /// <summary>The rooms it may use.</summary>
    public IReadOnlyList<string> MayUse => Arrows[Name];

    /// <summary>Whether unsafe code is at home here.</summary>
    public bool MayBeUnsafe => Name is "Hal" or "Hal.X64" or "Boot";

    /// <summary>Whether it may keep state that no constructor handed it.</summary>
    public bool MayHaveMutableStatics => Name is "Hal.X64" or "Boot";

    public string Folder => Path.Combine(SourceFolder(), Name);

    /// <summary>Every room that has been compiled. The composition root is not referenced by the tests, and is looked at only where it has been built along.</summary>
    public static IReadOnlyList<Room> All { get; } = [.. Arrows.Keys
        .Select(name => (Name: name, Path: Path.Combine(AppContext.BaseDirectory, $"Vela.{name}.dll")))
        .Where(room => File.Exists(room.Path))
        .Select(room => new Room(room.Name, Read(room.Path)))];

    public static IEnumerable<Room> WithoutUnsafe => All.Where(room => !room.MayBeUnsafe);

    public static IEnumerable<Room> WithoutMutableStatics => All.Where(room => !room.MayHaveMutableStatics);

    /// <summary>Rooms that serve programs' calls and faults. The shell's builtins are long work of many steps, and the kernel starts it.</summary>
    public static IEnumerable<Room> WithHandlers => All.Where(room => room.Name is not ("Shell" or "Kernel"));

    /// <summary>The names of all rooms there are to be.</summary>
    public static IEnumerable<string> Names => Arrows.Keys;

    /// <summary>This assembly, which holds the bad examples that each gate is tried on.</summary>
    public static ModuleDefinition Samples { get; } = Read(typeof(Room).Assembly.Location);

    public override string ToString() => Name;

    private static string SourceFolder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    private static ModuleDefinition Read(string path)
    {
        DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        return ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
    }
}
