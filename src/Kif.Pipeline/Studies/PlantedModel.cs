namespace Kif.Pipeline.Studies;

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
        Space = new(Enumerable.Range(0, PlantedTask.Places).SelectMany(place => new ParameterDeclaration[]
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
        return new(ids, torch.ones_like(ids), torch.tensor(examples.SelectMany(e => e.Target.Select(i => (long)i)).ToArray()).view(examples.Count, -1), examples.Count);
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
