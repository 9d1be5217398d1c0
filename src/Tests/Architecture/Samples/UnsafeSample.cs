using System.Runtime.CompilerServices;

namespace Vela.Tests.Architecture.Samples;

/// <summary>A field, a parameter and a local that are pointers, and a cast that forgets the type.</summary>
public sealed unsafe class UnsafeSample
{
    private readonly byte* _first = null;

    public bool IsNull => (nint)_first == 0;

    public static int Read(int* from) => *from;

    public static int Pin(int[] numbers)
    {
        fixed (int* first = numbers)
        {
            return *first;
        }
    }

    public static string Forget(object value) => Unsafe.As<string>(value);
}
