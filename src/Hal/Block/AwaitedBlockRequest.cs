using Vela.Primitives;

namespace Vela.Hal;

/// <summary>A block request that kernel work awaits: <c>Errno result = await request.Submit(device)</c>.</summary>
public sealed class AwaitedBlockRequest(IExecutive executive) : BlockRequest
{
    private KernelCompletion<Errno> _completion = new(executive);

    /// <summary>Starts it. Await what comes back exactly once.</summary>
    public KernelCompletion<Errno> Submit(IBlockDevice device)
    {
        _completion = new KernelCompletion<Errno>(executive);
        KernelCompletion<Errno> completion = _completion;
        device.Submit(this);
        return completion;
    }

    protected override void Finished(Errno result) => _completion.Supply(result);
}
