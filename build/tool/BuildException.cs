using System;

namespace Vela.Build;

/// <summary>An input that cannot be made into an image; the message is for the person who ran the build.</summary>
public sealed class BuildException(string message) : Exception(message);
