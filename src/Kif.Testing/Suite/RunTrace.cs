using System.Text;

namespace Kif.Testing;

/// <summary>The result of a run, bit by bit: the weights for each task's answers, and the strategy's state by name.</summary>
internal sealed record RunTrace(ParameterSpace Space, IReadOnlyDictionary<string, byte[]> Weights, IReadOnlyDictionary<string, byte[]> State, long Steps)
{
    /// <summary>Runs three tasks.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="settings">The settings of the run; null for the usual ones.</param>
    /// <param name="first">The number of the first task.</param>
    public static RunTrace OfThreeTasks(StrategyUnderTest strategy, RunSettings? settings = null, int first = 0)
    {
        using var run = new ConformanceRun(strategy, settings);
        for (int task = 0; task < 3; task++) run.Learn(first + task);
        return run.Trace();
    }

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
        if (Steps != other.Steps) return $"{Steps} steps were made instead of {other.Steps}";
        foreach ((string what, byte[] bits) in Weights)
        {
            if (!other.Weights.TryGetValue(what, out byte[]? others)) return $"{what} are there in one run only";
            if (!bits.AsSpan().SequenceEqual(others)) return Elements(what, bits, others);
        }
        return StateDifference(other);
    }

    /// <summary>Describes the first difference to another run, ignoring state whose names differ.</summary>
    public string? DifferenceOfBits(RunTrace other) =>
        (this with { State = Common(State, other.State) }).Difference(other with { State = Common(other.State, State) });

    private static Dictionary<string, byte[]> Common(IReadOnlyDictionary<string, byte[]> state, IReadOnlyDictionary<string, byte[]> other) =>
        state.Where(s => other.ContainsKey(s.Key)).ToDictionary(s => s.Key, s => s.Value);

    private string? StateDifference(RunTrace other)
    {
        if (State.Keys.Except(other.State.Keys).Concat(other.State.Keys.Except(State.Keys)).FirstOrDefault() is { } stray)
            return $"the state '{stray}' is there in one run only";
        return State.Where(s => !s.Value.AsSpan().SequenceEqual(other.State[s.Key])).Select(s => Piece(s.Key, s.Value, other.State[s.Key])).FirstOrDefault();
    }

    private string Elements(string what, byte[] bits, byte[] others)
    {
        int size = (int)(bits.Length / Math.Max(1, Space.Length));
        if (bits.Length != others.Length) return $"{what} have {bits.Length} bytes instead of {others.Length}";
        int[] places = [.. Enumerable.Range(0, bits.Length / size).Where(i => !bits.AsSpan(i * size, size).SequenceEqual(others.AsSpan(i * size, size)))];
        ParameterInfo first = Space.Parameters.Last(p => p.Offset <= places[0]);
        return $"{what} differ in {places.Length} of {bits.Length / size} elements, first at {first.Name}";
    }

    private static string Piece(string name, byte[] one, byte[] other) => one.Length < 200 && one is [not 0, ..]
        ? $"the state '{name}' is {DisplayText.Of(Encoding.UTF8.GetString(one))} instead of {DisplayText.Of(Encoding.UTF8.GetString(other))}"
        : $"the state '{name}' differs";
}

/// <summary>The whole state of an object: its pieces by path, and their order. Tensors are copied as bytes.</summary>
internal sealed class StateListing : IStateVisitor
{
    private readonly string prefix;

    private StateListing(string prefix, Dictionary<string, byte[]> pieces, List<string> names) => (this.prefix, Pieces, Names) = (prefix, pieces, names);

    /// <summary>The bytes by path; the last ones if a name is used twice. Null tensors are left out.</summary>
    public Dictionary<string, byte[]> Pieces { get; }

    /// <summary>All names in the order of the visit, including those of null tensors.</summary>
    public List<string> Names { get; }

    public static StateListing Of(IStateful state)
    {
        var listing = new StateListing("", [], []);
        state.Visit(listing);
        return listing;
    }

    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        Names.Add(prefix + name);
        if (tensor is not null) Pieces[prefix + name] = TensorBits.Of(tensor);
    }

    public void Value<T>(string name, ref T value)
    {
        Names.Add(prefix + name);
        Pieces[prefix + name] = StateJson.Write(value);
    }

    public void Child(string name, IStateful child) => child.Visit(new StateListing($"{prefix}{name}/", Pieces, Names));
}

/// <summary>The elements of a tensor as bytes.</summary>
internal static class TensorBits
{
    public static byte[] Of(Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        using var off = torch.no_grad();
        return tensor.detach().cpu().contiguous().bytes.ToArray();
    }
}
