using Vela.Capabilities;
using Vela.Fs;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>Where a confined program lives: a container of its own, and a root of its own or none.</summary>
/// <param name="Container">With its share of memory and of everything else that is counted.</param>
/// <param name="Root">What its absolute paths start at.</param>
/// <param name="Handle">The capability for it, in the space of whoever starts programs; none without a root.</param>
/// <param name="Quota">The capability for the quota that pays for it, in the same space.</param>
internal readonly record struct ConfinedHome(Container Container, DirectoryReference Root, CapabilityHandle Handle, CapabilityHandle Quota);
