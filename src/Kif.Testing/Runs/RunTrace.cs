using System.Text;

namespace Kif.Testing;

/// <summary>The result of a run, bit by bit: the weights for each task's answers, and the strategy's state by name.</summary>
internal sealed record RunTrace(ParameterSpace Space, IReadOnlyDictionary<string, byte[]> Weights, IReadOnlyDictionary<string, byte[]> State, long Steps)
{
    public static RunTrace Of(ConformanceRun run)
    {
        var weights = new Dictionary<string, byte[]> { ["the weights"] = TensorBits.Of(run.Learner.Weights) };
        foreach (string task in run.Tasks)
            if (run.Learner.WeightsFor(task) is { } own) weights[$"the weights for '{task}'"] = TensorBits.Of(own);
        return new(run.Learner.Model.Space, weights, StateListing.Of(run.Composition).Pieces, run.Learner.Cost.Steps);
    }

    /// <summary>Describes the first difference to another run; null if there is none.</summary>
    public string? Difference(RunTrace other)
    {
        if (Steps != other.Steps) return $"{Steps} steps were made in place of {other.Steps}";
        foreach ((string what, byte[] bits) in Weights)
        {
            if (!other.Weights.TryGetValue(what, out byte[]? others)) return $"{what} are there in one run only";
            if (!bits.AsSpan().SequenceEqual(others)) return Entries(what, bits, others);
        }
        return StateDifference(other);
    }

    /// <summary>Describes the first difference to another run, ignoring state whose names differ.</summary>
    public string? DifferenceOfBits(RunTrace other) => (this with { State = Common(State, other.State) }).Difference(other with { State = Common(other.State, State) });

    private static Dictionary<string, byte[]> Common(IReadOnlyDictionary<string, byte[]> state, IReadOnlyDictionary<string, byte[]> other) =>
        state.Where(s => other.ContainsKey(s.Key)).ToDictionary(s => s.Key, s => s.Value);

    private string? StateDifference(RunTrace other)
    {
        if (State.Keys.Except(other.State.Keys).Concat(other.State.Keys.Except(State.Keys)).FirstOrDefault() is { } stray) return $"the state '{stray}' is there in one run only";
        return State.Where(s => !s.Value.AsSpan().SequenceEqual(other.State[s.Key])).Select(s => Piece(s.Key, s.Value, other.State[s.Key])).FirstOrDefault();
    }

    private string Entries(string what, byte[] bits, byte[] others)
    {
        int size = (int)(bits.Length / Math.Max(1, Space.Length));
        if (bits.Length != others.Length) return $"{what} have {bits.Length} bytes in place of {others.Length}";
        int[] places = [.. Enumerable.Range(0, bits.Length / size).Where(i => !bits.AsSpan(i * size, size).SequenceEqual(others.AsSpan(i * size, size)))];
        ParameterInfo first = Space.Parameters.Last(p => p.Offset <= places[0]);
        return $"{what} differ in {places.Length} of {bits.Length / size} entries, first at {first.Name}";
    }

    private static string Piece(string name, byte[] one, byte[] other) => one.Length < 200 && one is [not 0, ..]
        ? $"the state '{name}' is {ShownText.Of(Encoding.UTF8.GetString(one))} in place of {ShownText.Of(Encoding.UTF8.GetString(other))}"
        : $"the state '{name}' differs";
}
