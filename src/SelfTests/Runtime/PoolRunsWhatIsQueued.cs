using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Vela.SelfTests;

internal sealed class PoolRunsWhatIsQueued() : SelfTest("The thread pool runs everything that is queued")
{
    public override void Run(ISelfTestMachine machine)
    {
        int ran = 0;
        Task<int>[] tasks = [.. Enumerable.Range(0, 200).Select(i => Task.Run(() =>
        {
            _ = Interlocked.Increment(ref ran);
            return i;
        }))];
        Task.WaitAll(tasks);
        Expect.Equal(200, ran);
        Expect.Equal(199 * 200 / 2, tasks.Sum(task => task.Result));
    }
}
