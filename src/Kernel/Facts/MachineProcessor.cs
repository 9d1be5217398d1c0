using System.Collections.Generic;
using System.Text;
using Vela.Boot;
using Vela.Hal.X64;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>What CPUID says (SDM 2A, CPUID). Feature names are Linux's.</summary>
internal sealed class MachineProcessor : IProcessor
{
    private static readonly (uint Leaf, int Register, int Bit, string Name)[] Known =
    [
        (1, 3, 4, "tsc"), (1, 3, 9, "apic"), (1, 3, 13, "pge"), (1, 3, 24, "fxsr"), (1, 3, 25, "sse"), (1, 3, 26, "sse2"),
        (1, 2, 0, "pni"), (1, 2, 1, "pclmulqdq"), (1, 2, 9, "ssse3"), (1, 2, 12, "fma"), (1, 2, 13, "cx16"), (1, 2, 17, "pcid"),
        (1, 2, 19, "sse4_1"), (1, 2, 20, "sse4_2"), (1, 2, 21, "x2apic"), (1, 2, 23, "popcnt"), (1, 2, 25, "aes"),
        (1, 2, 26, "xsave"), (1, 2, 28, "avx"), (1, 2, 30, "rdrand"), (1, 2, 31, "hypervisor"),
        (7, 1, 0, "fsgsbase"), (7, 1, 3, "bmi1"), (7, 1, 5, "avx2"), (7, 1, 7, "smep"), (7, 1, 8, "bmi2"), (7, 1, 9, "erms"),
        (7, 1, 18, "rdseed"), (7, 1, 20, "smap"), (7, 2, 2, "umip"), (7, 2, 16, "la57"),
        (0x8000_0001, 3, 20, "nx"), (0x8000_0001, 3, 26, "pdpe1gb"), (0x8000_0001, 3, 27, "rdtscp"), (0x8000_0001, 3, 29, "lm"),
    ];

    public ProcessorFacts Read()
    {
        uint[] leaf = Identification.Read(0, 0);
        string vendor = Text(leaf[1], leaf[3], leaf[2]);
        uint signature = Identification.Read(1, 0)[0];
        int family = (int)(signature >> 8 & 15);
        int model = (int)(signature >> 4 & 15);
        model += family is 6 or 15 ? (int)(signature >> 16 & 15) << 4 : 0;
        family += family == 15 ? (int)(signature >> 20 & 255) : 0;
        StringBuilder brand = new();
        if (Identification.Read(0x8000_0000, 0)[0] >= 0x8000_0004)
        {
            for (uint part = 0x8000_0002; part <= 0x8000_0004; part++)
            {
                _ = brand.Append(Text(Identification.Read(part, 0)));
            }
        }

        List<string> features = [];
        foreach ((uint number, int register, int bit, string name) in Known)
        {
            if ((Identification.Read(number, 0)[register] >> bit & 1) != 0)
            {
                features.Add(name);
            }
        }

        return new ProcessorFacts(
            vendor, brand.ToString().Trim('\0', ' '), family, model, (int)(signature & 15), 1, (long)Clock.Frequency, features);
    }

    private static string Text(params uint[] words)
    {
        StringBuilder text = new();
        foreach (uint word in words)
        {
            for (int shift = 0; shift < 32; shift += 8)
            {
                _ = text.Append((char)(word >> shift & 255));
            }
        }

        return text.ToString();
    }
}
