using System.Collections.Generic;
using Vela.Capabilities;

namespace Vela.Tests.Models;

/// <summary>One capability of the <see cref="CapabilityModel"/>.</summary>
public sealed class ModelCapability
{
    public int Id { get; set; }

    /// <summary>Everything it was derived from, directly or not.</summary>
    public required HashSet<int> Ancestors { get; init; }

    public required int Space { get; set; }

    public required int Subject { get; init; }

    public required Rights Rights { get; set; }

    /// <summary>A revocation that has begun will take it: it may be gone already.</summary>
    public bool IsDoomed { get; set; }

    /// <summary>Its descendants are being revoked.</summary>
    public bool IsRevoking { get; set; }

    /// <summary>What the system under test calls it.</summary>
    public CapabilityHandle Handle { get; set; }
}
