using System;

namespace Vela.SelfTests;

/// <summary>A test saw something else than it expected.</summary>
public sealed class SelfTestFailedException(string message) : Exception(message);
