using System;

namespace Vela.SelfTests;

internal sealed class RandomBytesDiffer() : SelfTest("Randomness differs from draw to draw")
{
    public override void Run(ISelfTestMachine machine)
    {
        Expect.That(Guid.NewGuid() != Guid.NewGuid());
        int first = new Random().Next();
        bool differs = false;
        for (int i = 0; i < 8; i++)
        {
            differs |= new Random().Next() != first;
        }

        Expect.That(differs);
        Expect.That(new object().GetHashCode() != new object().GetHashCode() || new object().GetHashCode() != new object().GetHashCode());
    }
}
