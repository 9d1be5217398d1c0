namespace Vela.Hal;

/// <summary>Somewhere a step can wait, and be taken out of before what it waits for has come.</summary>
public interface IWaitPlace
{
    /// <summary>Takes the step out. False if it is no longer here: it is already on its way.</summary>
    bool Withdraw(KernelStep step);
}
