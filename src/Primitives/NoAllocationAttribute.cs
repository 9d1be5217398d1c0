using System;

namespace Vela.Primitives;

/// <summary>This method, and everything it may call, allocates no managed memory. A gate walks the IL and fails if it could.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property)]
public sealed class NoAllocationAttribute : Attribute;
