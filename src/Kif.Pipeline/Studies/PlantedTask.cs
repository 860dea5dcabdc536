using System.Globalization;

namespace Kif;

/// <summary>
/// A synthetic task with known structure: an example has one symbol for each of <see cref="Places"/> places, and one of <see cref="Answers"/> answers. The
/// answer is drawn from a softmax over sums of hidden values of the symbols at the <em>informative</em> places; the symbols at all other places are
/// independent of it. Each set of symbols is used by one task.
/// </summary>
internal sealed class PlantedTask
{
    public const int Places = 16, InformativeCount = 5, Symbols = 24, Sets = 2, Answers = 6;
    private const double Sharpness = 1.5;
    private readonly double[,,] hidden = new double[Places, Symbols, Answers];
    private readonly RandomStream random;
    private readonly int set;

    /// <summary>Draws informative places and hidden values.</summary>
    /// <param name="random">The task's own random stream.</param>
    /// <param name="set">The index of its set of symbols, below <see cref="Sets"/>.</param>
    public PlantedTask(RandomStream random, int set)
    {
        (this.random, this.set) = (random.Derive("examples"), set);
        RandomStream own = random.Derive("task");
        InformativePlaces = [.. own.Permutation(Places).Take(InformativeCount).Order()];
        foreach (int place in InformativePlaces)
            for (int s = 0; s < Symbols; s++)
                for (int a = 0; a < Answers; a++) hidden[place, s, a] = Sharpness * own.NextNormal();
    }

    /// <summary>Draws two tasks with symbols and informative places of their own.</summary>
    public static PlantedTask[] Pair(long seed) =>
        [.. Enumerable.Range(0, Sets).Select(set => new PlantedTask(new RandomStream((ulong)seed).Derive($"planted/{set}"), set))];

    /// <summary>The places whose symbols determine the answer.</summary>
    public IReadOnlyList<int> InformativePlaces { get; }

    /// <summary>Draws new examples: the input has the symbols' numbers, the target the answer's.</summary>
    public IReadOnlyList<Example> Examples(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        int[] symbols = [.. Enumerable.Range(0, Places).Select(place => (place * Sets + set) * Symbols + random.Next(Symbols))];
        return new Example(string.Join(' ', symbols), Answer(symbols).ToString(System.Globalization.CultureInfo.InvariantCulture), $"planted-{i}");
    })];

    private int Answer(int[] symbols)
    {
        double[] weight = [.. Enumerable.Range(0, Answers).Select(a => Math.Exp(symbols.Select((s, place) => hidden[place, s % Symbols, a]).Sum()))];
        double draw = random.NextDouble() * weight.Sum();
        int answer = 0;
        while (answer < Answers - 1 && (draw -= weight[answer]) >= 0) answer++;
        return answer;
    }
}

/// <summary>
/// The model of a <see cref="PlantedTask"/>, one layer over its places: each place has a fixed vector per symbol and its own LoRA module onto the answers
/// (frozen part 0), and the outputs of all modules are summed. So a unit can lower the expected loss exactly if its module reads an informative place. The
/// scale of a place's vectors is drawn independently, between half and twice: places with large inputs need not be informative.
/// </summary>
internal sealed class PlantedModel : ILanguageModel
{
    private const int Width = 12, Rank = 4, PerPlace = PlantedTask.Sets * PlantedTask.Symbols;
    private const double Scale = 4;
    private readonly Tensor symbols;

    public PlantedModel(RandomStream random)
    {
        double[] loudness = [.. Enumerable.Range(0, PlantedTask.Places).Select(_ => Math.Pow(2, random.NextDouble(-1, 1)))];
        float[] values = [.. Enumerable.Range(0, PlantedTask.Places * PerPlace * Width)
            .Select(i => (float)(loudness[i / (PerPlace * Width)] * random.NextNormal()))];
        symbols = torch.tensor(values).view(-1, Width).DetachFromDisposeScope();
        Space = new(Enumerable.Range(0, PlantedTask.Places).SelectMany(place => new ParameterInfo[]
        {
            new($"places.{place}.lora_A.weight", new($"places.{place}"), ParameterRole.LoraA, [Rank, Width]),
            new($"places.{place}.lora_B.weight", new($"places.{place}"), ParameterRole.LoraB, [PlantedTask.Answers, Rank]),
        }), ScalarType.Float32);
    }

    public ParameterSpace Space { get; }

    public Device Device => torch.CPU;

    public IReadOnlyList<FrozenAdapter> Frozen => [];

    /// <summary>Returns the place of a parameter of the space.</summary>
    public static int PlaceOf(int parameter) => parameter / 2;

    /// <summary>Draws the initial weights of a LoRA adapter: A uniform within ±1/√inputs, B zero.</summary>
    public Tensor InitialWeights(RandomStream random)
    {
        double limit = 1 / Math.Sqrt(Width);
        return torch.tensor(Space.Parameters.SelectMany(p => Enumerable.Range(0, (int)p.Length)
            .Select(_ => p.Role == ParameterRole.LoraA ? (float)random.NextDouble(-limit, limit) : 0f)).ToArray());
    }

    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        Tensor ids = torch.tensor(examples.SelectMany(e => e.Source.Select(i => (long)i)).ToArray()).view(examples.Count, -1);
        return new(ids, torch.ones_like(ids), torch.tensor(examples.SelectMany(e => e.Target.Select(i => (long)i)).ToArray()).view(examples.Count, -1),
            examples.Count);
    }

    public ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default)
    {
        Tensor logits = Answers(batch, weights), targets = batch.Labels.flatten().clone();
        return new(torch.nn.functional.cross_entropy(logits, targets), logits, targets);
    }

    public Tensor Logits(TokenBatch batch, Tensor weights) => Answers(batch, weights).unsqueeze(1);

    public IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens)
    {
        using var scope = torch.NewDisposeScope();
        return [.. Answers(Collate(prompts), weights).argmax(1).data<long>().ToArray().Select(a => new[] { (int)a })];
    }

    public ILanguageModel Grow(Tensor weights, AdapterGrowth how) => throw new CompositionException("the model of the study does not grow");

    public void Dispose() => symbols.Dispose();

    private Tensor Answers(TokenBatch batch, Tensor weights)
    {
        Tensor[] factors = Space.Split(weights);
        Tensor a = torch.stack(factors.Where((_, i) => i % 2 == 0)), b = torch.stack(factors.Where((_, i) => i % 2 == 1));
        Tensor read = symbols.index_select(0, batch.InputIds.flatten()).view(batch.InputIds.shape[0], -1, Width).transpose(0, 1);
        return torch.bmm(torch.bmm(read, a.transpose(1, 2)), b.transpose(1, 2)).sum(0L).mul(Scale);
    }
}

/// <summary>Creates the planted model of a seed.</summary>
internal sealed class PlantedModelSource(long seed) : IModelSource
{
    public IExampleEncoder Encoder { get; } = new PlantedEncoder();

    public ILanguageModel Create(TrainedWeights trains) => new PlantedModel(new RandomStream((ulong)seed).Derive("model"));
}

/// <summary>The encoder of a planted task, whose examples are numbers already.</summary>
internal sealed class PlantedEncoder : IExampleEncoder
{
    public EncodedExample Encode(Example example) =>
        new([.. example.Input.Split(' ').Select(s => int.Parse(s, CultureInfo.InvariantCulture))], [int.Parse(example.Target, CultureInfo.InvariantCulture)]);

    public string Decode(ReadOnlySpan<int> ids) => string.Join(' ', ids.ToArray());
}
