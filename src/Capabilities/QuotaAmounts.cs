using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>One amount for each <see cref="Resource"/>.</summary>
/// <remarks>Fields and a switch rather than an array: where the resource is a constant, as it is on hot paths, nothing of the switch is left.</remarks>
public struct QuotaAmounts
{
    public const int ResourceCount = (int)Resource.CpuShare + 1;

    private ulong _frames;
    private ulong _threads;
    private ulong _capabilities;
    private ulong _mappings;
    private ulong _objects;
    private ulong _cpuShare;

    public ulong this[Resource resource]
    {
        [NoAllocation]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => resource switch
        {
            Resource.Frames => _frames,
            Resource.Threads => _threads,
            Resource.Capabilities => _capabilities,
            Resource.Mappings => _mappings,
            Resource.Objects => _objects,
            _ => _cpuShare,
        };

        [NoAllocation]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set
        {
            switch (resource)
            {
                case Resource.Frames:
                    _frames = value;
                    break;
                case Resource.Threads:
                    _threads = value;
                    break;
                case Resource.Capabilities:
                    _capabilities = value;
                    break;
                case Resource.Mappings:
                    _mappings = value;
                    break;
                case Resource.Objects:
                    _objects = value;
                    break;
                default:
                    _cpuShare = value;
                    break;
            }
        }
    }
}
