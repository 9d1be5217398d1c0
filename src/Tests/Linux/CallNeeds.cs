using System.Collections.Generic;
using Vela.Capabilities;

namespace Vela.Tests.Linux;

/// <summary>What a call needs for one kind of work.</summary>
internal sealed record CallNeeds(string Work, IReadOnlyDictionary<string, Rights> Capabilities);
