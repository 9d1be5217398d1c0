using System;
using System.IO;
using NUnit.Framework;

namespace Vela.Tests.Simulation;

/// <summary>Finds files of the repository from where the tests run.</summary>
public static class Repository
{
    public static string PathOf(string relative)
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Cosmos.sln")))
            {
                return Path.Combine(directory.FullName, relative);
            }
        }

        throw new AssertionException("the tests do not run inside the repository");
    }
}
