using System.Linq;
using NUnit.Framework;
using Vela.Primitives;

namespace Vela.Tests.Primitives;

/// <summary>There are two kinds of addresses, and the compiler keeps them apart (M-01).</summary>
[TestFixture]
public sealed class AddressKindTests
{
    [Test]
    public void No_address_becomes_one_of_the_other_kind_or_a_number_by_itself() =>
        Assert.That(
            new[] { typeof(PhysicalAddress), typeof(VirtualAddress) }.SelectMany(kind => kind.GetMethods()).Where(method => method.Name is "op_Implicit" or "op_Explicit"),
            Is.Empty);
}
