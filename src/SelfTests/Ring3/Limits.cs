namespace Vela.SelfTests;

/// <summary>Limits in instructions: they hold where instructions are the clock, and are only noted elsewhere.</summary>
internal static class Limits
{
    public static void Check(ISelfTestMachine machine, string what, long counted, long limit)
    {
        machine.Note($"{what}: {counted} (limit {limit})");
        if (machine.Option("icount") is not null && counted > limit)
        {
            throw new SelfTestFailedException($"{what} costs {counted} instructions, more than {limit}");
        }
    }
}
