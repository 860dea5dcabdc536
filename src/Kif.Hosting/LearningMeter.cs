using System.Diagnostics.Metrics;

namespace Kif;

/// <summary>The instruments of a <see cref="LearningService"/>, in the meter <c>Kif</c> beside those of learning itself.</summary>
internal sealed class LearningMeter : IDisposable
{
    private const string Outcome = "kif.outcome";
    private readonly Meter meter;
    private readonly bool own;
    private readonly Counter<long> settled, turnedAway;

    /// <summary>Creates them.</summary>
    /// <param name="meters">Where the meter comes from; null for one of its own.</param>
    /// <param name="waiting">Returns the number of tasks that wait or are learned.</param>
    /// <param name="asking">Returns the number of requests for answers that wait or are computed.</param>
    public LearningMeter(IMeterFactory? meters, Func<int> waiting, Func<int> asking)
    {
        (own, meter) = (meters is null, meters?.Create(RunMeter.Name) ?? new Meter(RunMeter.Name));
        meter.CreateObservableGauge("kif.learning.queue", waiting, "{task}", "Tasks that wait or are learned");
        meter.CreateObservableGauge("kif.learning.requests", asking, "{request}", "Requests for answers that wait or are computed");
        settled = meter.CreateCounter<long>("kif.learning.settled", "{task}", "Accepted tasks that are over, by outcome");
        turnedAway = meter.CreateCounter<long>("kif.learning.turned_away", "{task}", "Tasks that were not accepted, by reason");
    }

    /// <summary>Counts a task that is over.</summary>
    /// <param name="outcome"><c>learned</c>, <c>refused</c> by the gate, or <c>failed</c>.</param>
    public void Settled(string outcome) => settled.Add(1, new KeyValuePair<string, object?>(Outcome, outcome));

    /// <summary>Counts a task that was not accepted.</summary>
    /// <param name="outcome"><c>full</c> or <c>not_ready</c>.</param>
    public void TurnedAway(string outcome) => turnedAway.Add(1, new KeyValuePair<string, object?>(Outcome, outcome));

    public void Dispose()
    {
        if (own) meter.Dispose();
    }
}
