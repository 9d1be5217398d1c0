using System.Collections.Generic;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Vela.SelfTests;

internal sealed class AsyncCodeResumesWhereItWaited() : SelfTest("Async code resumes where it waited, across threads and collections")
{
    public override void Run(ISelfTestMachine machine)
    {
        Channel<int> channel = Channel.CreateBounded<int>(3);
        Task producer = Produce(channel.Writer, 500);
        Task<long> consumer = Consume(channel.Reader);
        Expect.That(Task.WaitAll([producer, consumer], 60_000), "500 items within a minute");
        Expect.Equal(499L * 500 / 2, consumer.Result);
    }

    private static async Task Produce(ChannelWriter<int> writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await writer.WriteAsync(i).ConfigureAwait(false);
            if (i % 100 == 0)
            {
                System.GC.Collect(0);
                await Task.Yield();
            }
        }

        writer.Complete();
    }

    private static async Task<long> Consume(ChannelReader<int> reader)
    {
        long sum = 0;
        List<int> seen = [];
        await foreach (int item in reader.ReadAllAsync().ConfigureAwait(false))
        {
            seen.Add(item);
            sum += item;
        }

        Expect.Equal(500, seen.Count);
        return sum;
    }
}
