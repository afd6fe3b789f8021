using System.Xml.Linq;
using CallGrains.LoadTest.Comparing;
using CallGrains.LoadTest.Measuring;
using CallGrains.LoadTest.Reports;

namespace CallGrains.Measuring.Tests;

public sealed class ReportTests
{
    private static readonly Ratio[] Ratios =
    [
        new("read", "GET, of <L2>", 0.5, 0.1, 0.85, AtLeast: true, "1 against 2"),
        new("start", "start", 2, null, 1.5, AtLeast: false, "2 against 1"),
    ];

    [Fact]
    public void Insert_ReplacesWhatIsMeasuredAndNothingElse()
    {
        const string document = "before\n<!-- measured: written by ./bench -->\nold\n<!-- /measured -->\nafter\n";
        var text = ComparisonReport.Insert(document, "A machine.", Ratios);
        text.ShouldStartWith("before\n<!-- measured: written by ./bench -->\n\nA machine.\n");
        text.ShouldEndWith("<!-- /measured -->\nafter\n");
        text.ShouldNotContain("old");
        text.ShouldContain("| GET, of <L2> | **0.50** (±10 %) | ≥ 0.85 | **no** | 1 against 2 |\n");
        text.ShouldContain("| start | **2.00** | ≤ 1.5 | **no** | 2 against 1 |\n");
        ComparisonReport.Insert(text, "A machine.", Ratios).ShouldBe(text);
    }

    [Fact]
    public void Insert_WithoutThePart_IsRefused() =>
        Should.Throw<InvalidDataException>(() => ComparisonReport.Insert("no markers", "", Ratios));

    [Fact]
    public void WorseIn_NamesThoseThatFellAndNoNewOnes()
    {
        var committed = CommittedRatios.Parse("""{ "read": 0.6, "start": 2.1 }""");
        var worse = committed.WorseIn([.. Ratios, Ratios[0] with { Id = "new" }]);
        worse.ShouldBe(["GET, of <L2>: 0.50, was 0.60"]);
    }

    [Fact]
    public void Draw_OfRatiosAndOfARun_IsXml()
    {
        XDocument.Parse(RatioChart.Draw(Ratios)).Descendants().Count(static one => one.Name.LocalName == "rect").ShouldBe(3);

        var stats = new RunStats();
        stats.Begin(0);
        stats.Succeeded("add", TimeSpan.FromMilliseconds(2));
        stats.Windows.Enqueue(new(0.5, 100));
        stats.End(0);
        var chart = XDocument.Parse(RunChart.Draw(RunReport.Of("mix", stats, new())));
        chart.Descendants().Count(static one => one.Name.LocalName == "circle").ShouldBe(4);
    }

    [Fact]
    public void Of_WhatWasCountedBeforeTheBeginOrAfterTheEnd_LeavesItOut()
    {
        var stats = new RunStats();
        stats.Succeeded("add", TimeSpan.FromMilliseconds(1));
        stats.Failed("add", "429");
        stats.Begin(10);
        stats.Succeeded("add", TimeSpan.FromMilliseconds(1));
        stats.End(12);
        stats.Succeeded("add", TimeSpan.FromMilliseconds(1));

        var report = RunReport.Of("mix", stats, new());
        report.Operations["add"].Count.ShouldBe(1);
        report.Failures.Keys.ShouldBe(["add: 429"]);
        stats.Callbacks.ShouldBe(2);
    }
}
