using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Vela.Build.Symbols;

/// <summary>Turns the names that the ahead-of-time compiler gives to methods back into those of the source.</summary>
/// <remarks>
/// The compiler writes Vela_Kernel_Vela_Kernel_Outer_Inner__Run_2 for the third overload of Vela.Kernel.Outer.Inner.Run: assembly,
/// full type name and method name with every character outside [A-Za-z0-9_] made '_'. That cannot be undone by rule, so the
/// same mangling is done forward here for every type and method in the assemblies' metadata, and symbols are looked up.
/// </remarks>
public sealed class ManagedNames
{
    private const string CoreLibrary = "System.Private.CoreLib";

    /// <summary>The built-in types whose name in symbols is neither that of the language nor that of the library.</summary>
    private static readonly (string Mangled, string Name)[] _builtIn = [("Bool", "System.Boolean"), ("Int8", "System.SByte"), ("UInt8", "System.Byte")];

    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<string, Dictionary<string, string>> _methods = [];

    private ManagedNames()
    {
    }

    /// <summary>Reads the assemblies at the paths: files, directories of them, or compiler response files that name them.</summary>
    public static ManagedNames From(IEnumerable<string> paths)
    {
        ManagedNames names = new();
        foreach (string assembly in paths.SelectMany(Assemblies).Distinct())
        {
            names.Add(assembly);
        }

        _ = names._types.TryAdd("System___Canon", "System.__Canon"); // "any reference type": it exists in the compiler only
        foreach ((string mangled, string name) in _builtIn)
        {
            string longName = Mangle(name);
            if (names._methods.TryGetValue(longName, out Dictionary<string, string>? methods))
            {
                names.Enter(mangled, name, methods);
            }
        }

        return names;
    }

    /// <summary>The name in the source of a compiled method, or null if the symbol is not one of a known method.</summary>
    public string? Readable(string symbol)
    {
        // A thunk that unboxes "this" is named after the method that it calls.
        int unbox = symbol.LastIndexOf("<unbox>", StringComparison.Ordinal);
        string name = unbox >= 0 ? symbol[(unbox + 7)..] : symbol.StartsWith("unbox_", StringComparison.Ordinal) ? symbol[6..] : symbol;

        // The type ends at some "__" outside angle brackets; a type's or a method's own name may hold "__" too.
        string? generated = null;
        int depth = 0;
        for (int i = 1; i + 2 < name.Length; i++)
        {
            depth += name[i] switch { '<' => 1, '>' => -1, _ => 0 };
            if (depth != 0 || name[i] != '_' || name[i + 1] != '_')
            {
                continue;
            }

            if (ReadableMember(name[..i], name[(i + 2)..]) is string readable)
            {
                return readable;
            }

            generated = _types.ContainsKey(name[..i]) ? $"{ReadableType(name[..i])}.{name[(i + 2)..]}" : generated;
        }

        return generated; // of a known type, but written by the compiler
    }

    private static IEnumerable<string> Assemblies(string path)
    {
        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path, "*.dll");
        }

        return path.EndsWith(".rsp", StringComparison.Ordinal)
            ? File.ReadLines(path)
                .Select(line => line.StartsWith("-r:", StringComparison.Ordinal) ? line[3..] : line)
                .Where(line => line.EndsWith(".dll", StringComparison.Ordinal))
                .Select(line => Path.GetFullPath(line, ProjectOf(path)))
                .Where(File.Exists)
            : [path];
    }

    /// <summary>The directory that a response file's relative paths start from: the project's, above its obj/.</summary>
    private static string ProjectOf(string responseFile)
    {
        string full = Path.GetFullPath(responseFile);
        int at = full.LastIndexOf("/obj/", StringComparison.Ordinal);
        return at < 0 ? Path.GetDirectoryName(full)! : full[..at];
    }

    private static string Mangle(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private void Add(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using PEReader file = new(stream);
        if (!file.HasMetadata)
        {
            return;
        }

        MetadataReader metadata = file.GetMetadataReader();
        if (!metadata.IsAssembly)
        {
            return;
        }

        string assembly = metadata.GetString(metadata.GetAssemblyDefinition().Name);
        string prefix = Mangle(assembly.StartsWith("System.Private.", StringComparison.Ordinal) ? $"S.P.{assembly[15..]}" : assembly);
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            TypeDefinition type = metadata.GetTypeDefinition(handle);
            string name = FullName(metadata, type);
            string mangled = $"{prefix}_{Mangle(name)}";
            Dictionary<string, string> methods = [];
            foreach (MethodDefinitionHandle method in type.GetMethods())
            {
                string methodName = metadata.GetString(metadata.GetMethodDefinition(method).Name);
                _ = methods.TryAdd(Mangle(methodName), methodName);
            }

            Enter(mangled, name, methods);
            if (assembly == CoreLibrary && name.StartsWith("System.", StringComparison.Ordinal) && name.LastIndexOf('.') == 6)
            {
                Enter(Mangle(name), name, methods); // as a generic argument: System___Canon
                Enter(Mangle(name[7..]), name, methods); // the built-in types: String, Int32
            }
        }
    }

    private void Enter(string mangled, string name, Dictionary<string, string> methods)
    {
        _ = _types.TryAdd(mangled, name);
        _ = _methods.TryAdd(mangled, methods);
    }

    private static string FullName(MetadataReader metadata, TypeDefinition type)
    {
        string name = metadata.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil)
        {
            return $"{FullName(metadata, metadata.GetTypeDefinition(type.GetDeclaringType()))}.{name}";
        }

        string space = metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }

    private string? ReadableMember(string type, string member)
    {
        int bracket = type.IndexOf('<', StringComparison.Ordinal);
        string definition = bracket < 0 ? type : type[..bracket];
        if (!_methods.TryGetValue(definition, out Dictionary<string, string>? methods))
        {
            return null;
        }

        int memberBracket = member.IndexOf('<', StringComparison.Ordinal);
        string plain = memberBracket < 0 ? member : member[..memberBracket];
        string arguments = memberBracket < 0 ? "" : member[memberBracket..];
        int close = arguments.LastIndexOf('>');
        arguments = close < 0 ? "" : ReadableArguments(arguments[..(close + 1)]);
        return MethodName(methods, plain) is string method ? $"{ReadableType(type)}.{method}{arguments}" : null;
    }

    /// <summary>The method's own name; the compiler numbers overloads with a trailing _0, _1 ...</summary>
    private static string? MethodName(Dictionary<string, string> methods, string mangled)
    {
        if (methods.TryGetValue(mangled, out string? name))
        {
            return name;
        }

        int underscore = mangled.LastIndexOf('_');
        return underscore > 0 && mangled.AsSpan(underscore + 1).IndexOfAnyExceptInRange('0', '9') < 0
            && methods.TryGetValue(mangled[..underscore], out name) ? name : null;
    }

    private string ReadableType(string mangled)
    {
        int bracket = mangled.IndexOf('<', StringComparison.Ordinal);
        return bracket < 0
            ? WithoutArity(_types.GetValueOrDefault(mangled, mangled))
            : WithoutArity(_types.GetValueOrDefault(mangled[..bracket], mangled[..bracket])) + ReadableArguments(mangled[bracket..]);
    }

    /// <summary>Replaces each name in a list of generic arguments, which "__" parts; they go without namespace, to keep stacks narrow.</summary>
    private string ReadableArguments(string list)
    {
        StringBuilder result = new();
        int start = 0;
        for (int i = 0; i < list.Length; i++)
        {
            if (list[i] is '<' or '>' or ',')
            {
                _ = result.Append(ShortTypes(list[start..i])).Append(list[i]);
                start = i + 1;
            }
        }

        return result.ToString();
    }

    private string ShortTypes(string mangled)
    {
        List<string> names = [];
        string rest = mangled.StartsWith("__", StringComparison.Ordinal) ? mangled[2..] : mangled;
        while (rest.Length > 0)
        {
            int end = rest.Length;
            while (end > 0 && !_types.ContainsKey(rest[..end]))
            {
                end = rest.LastIndexOf("__", end - 1, StringComparison.Ordinal);
            }

            end = end > 0 ? end : rest.Length;
            string name = WithoutArity(_types.GetValueOrDefault(rest[..end], rest[..end]));
            names.Add(name[(name.LastIndexOf('.') + 1)..]);
            rest = end + 2 < rest.Length ? rest[(end + 2)..] : "";
        }

        return string.Join(',', names);
    }

    private static string WithoutArity(string name)
    {
        StringBuilder result = new();
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] != '`')
            {
                _ = result.Append(name[i]);
                continue;
            }

            while (i + 1 < name.Length && char.IsAsciiDigit(name[i + 1]))
            {
                i++;
            }
        }

        return result.ToString();
    }
}
