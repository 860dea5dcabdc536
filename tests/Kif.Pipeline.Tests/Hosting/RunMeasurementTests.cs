using System.Diagnostics.Metrics;

namespace Kif.Pipeline.Tests.Hosting;

public class RunMeasurementTests
{
    [Fact]
    public void Warnings_of_a_task_are_logged_as_such()
    {
        var logs = new RecordedLogs();
        using var telemetry = new RunTelemetry(logs);
        telemetry.CreateListener("mine", 3)(new TaskLearned("a", 0, 0, new Dictionary<string, FusionExplanation>())
        {
            Warnings = new Dictionary<string, IReadOnlyList<string>> { ["one"] = ["x", "y"], ["two"] = ["z"] },
        });
        logs.Lines.Where(l => l.Contains("Warning")).Should().Equal(
            "xyz".Select(w => $"Kif.Learning Warning mine (seed 3), task a: {w}"));
    }

    [Fact]
    public void Runs_that_finish_or_fail_are_counted_with_strategy_order_and_seed()
    {
        var measured = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == "Kif") l.EnableMeasurementEvents(instrument); };
        void Measured(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string of = string.Join(' ', tags.ToArray().Select(t => t.Value));
            // Tests at the same time have meters of the same name.
            if (of.StartsWith("measured-", StringComparison.Ordinal)) measured.Add($"{instrument.Name} {value} {of}");
        }
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Measured(i, v, tags));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Measured(i, v, tags));
        listener.Start();
        using var telemetry = new RunTelemetry();
        telemetry.CreateListener(new RunKey("measured-a", "order-2", 3))(new RunFinished(new PerformanceMatrix(["x"]) { [0, 0] = 40 }, 12));
        telemetry.CreateListener(new RunKey("measured-b", "order-1", 4))(new RunFailed("no memory"));
        measured.Should().Equal(
            "kif.runs 1 measured-a order-2 3 finished", "kif.run.duration 12 measured-a order-2 3", "kif.run.performance 40 measured-a order-2 3",
            "kif.runs 1 measured-b order-1 4 failed");
    }
}
