using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using NUnit.Framework;
using Vela.Build.Bench;
using Vela.Build.Bench.Curves;

namespace Vela.Tests.Build.Bench;

/// <summary>Figures by size, as a table and as a picture.</summary>
[TestFixture]
public sealed class CurveTests
{
    private static readonly Curve _curve = new("herd", "A herd", "sheep", [new("count", "counted"), new("shear", "shorn")]);

    private static readonly Measurement[] _vela =
        [Row("herd_10_count", 100), Row("herd_1000_count", 120), Row("herd_10_shear", 2000), Measurement.Missing("herd_1000_shear", "wolf:1"), Row("goats_5_count", 1)];

    private static readonly Measurement[] _linux = [Row("herd_10_count", 50.5), Row("herd_1000_count", 5000)];

    [TestCase("regions_1000_place", "regions_1000")]
    [TestCase("resident_64_fork_write", "resident_64")]
    public void The_parts_of_a_curve_come_from_one_entry_for_each_size(string row, string entry) => Assert.That(BenchmarkOutput.EntryOf(row), Is.EqualTo(entry));

    [Test]
    public void The_table_has_a_column_for_each_size_and_a_line_for_each_operation_on_each_system() =>
        Assert.That(CurveText.Table(_curve, _linux, _vela), Is.EqualTo(new[]
        {
            "| sheep | | 10 | 1,000 |",
            "|---|---|--:|--:|",
            "| counted | Vela | 100 | 120 |",
            "| | Linux | 50.5 | 5,000 |".Replace("| |", "|  |", StringComparison.Ordinal),
            "| shorn | Vela | 2,000 | – |",
        }));

    [Test]
    public void The_picture_is_XML_with_a_line_for_each_series_and_a_mark_for_each_size()
    {
        XElement picture = XElement.Parse(string.Join('\n', CurvePicture.Of(_curve, _linux, _vela)));
        XNamespace svg = "http://www.w3.org/2000/svg";
        string[] texts = [.. picture.Elements(svg + "text").Select(text => text.Value)];
        Assert.That(texts, Is.SupersetOf(new[] { "10", "1,000", "sheep", "counted", "shorn", "A herd: instructions for one operation" }));
        Assert.That(picture.Elements(svg + "path").Count(path => path.Attribute("stroke-dasharray") is not null), Is.EqualTo(1), "Linux's");
        Assert.That(picture.Elements(svg + "circle").Count(), Is.EqualTo(3), "Vela's points");
    }

    [Test]
    public void What_costs_more_stands_higher_and_what_there_is_more_of_further_right()
    {
        XElement[] points = [.. XElement.Parse(string.Join('\n', CurvePicture.Of(_curve, [], _vela))).Elements().Where(element => element.Name.LocalName == "circle")];
        Assert.That(At(points[1], "cx"), Is.GreaterThan(At(points[0], "cx")));
        Assert.That(At(points[2], "cy"), Is.LessThan(At(points[0], "cy")));
    }

    [Test]
    public void Every_curve_of_the_program_has_entries_there_and_every_entry_a_curve()
    {
        string source = System.IO.File.ReadAllText(Repository.PathOf("src/User/Benchmarks/main.c"));
        string table = source.Split("curves[] = {")[1].Split("};")[0];
        IEnumerable<string> names = table.Split('"').Where((_, index) => index % 2 == 1).Select(entry => entry.Split('_')[0]).Distinct();
        Assert.That(names, Is.EquivalentTo(Curve.OfPrograms.Select(curve => curve.Name)));
    }

    private static double At(XElement point, string name) => double.Parse(point.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);

    private static Measurement Row(string row, double cost) => new(row, 1, cost, null);
}
