namespace Kif.Models.Tests.Peft;

/// <summary>The weights of a folder as a backbone that computes nothing.</summary>
internal sealed class StoredBackbone : IBackbone
{
    private static readonly (string Table, string Head)[] Ties =
    [
        ("model.embed_tokens.weight", "lm_head.weight"), ("transformer.wte.weight", "lm_head.weight"), ("shared.weight", "lm_head.weight"),
        ("shared.weight", "encoder.embed_tokens.weight"), ("shared.weight", "decoder.embed_tokens.weight"),
        ("bert.embeddings.word_embeddings.weight", "cls.predictions.decoder.weight"), ("cls.predictions.bias", "cls.predictions.decoder.bias"),
        ("model.embeddings.tok_embeddings.weight", "decoder.weight"),
    ];

    private readonly List<LinearModule> linears = [];

    public StoredBackbone(ModelFolder folder)
    {
        ModelType = folder.Config.String("model_type");
        using WeightSource source = folder.OpenWeights(ScalarType.Float32, torch.CPU);
        string[] names = [.. source.Names.Where(n => !Ties.Any(t => t.Head == n && source.Contains(t.Table) && Equal(source, n, t.Table)))];
        Weights = [.. names.Select(n => new ParameterInfo(n, new(n[..n.LastIndexOf('.')]), ParameterRole.Weight, [.. source.Shape(n)!], true,
            [.. Ties.Where(t => t.Table == n && !names.Contains(t.Head)).Select(t => t.Head)]))];
        Tensors = [.. names.Select(n => source.Take(n, [.. source.Shape(n)!]).DetachFromDisposeScope())];
        bool transposed = ModelType == "gpt2";
        foreach ((ParameterInfo weight, int at) in Weights.Select((w, i) => (w, i)))
        {
            string path = weight.Module.Path;
            if (weight.Shape.Count != 2 || !weight.Name.EndsWith(".weight", StringComparison.Ordinal) || !path.Any(char.IsDigit)
                || path.EndsWith("relative_attention_bias", StringComparison.Ordinal)) continue;
            linears.Add(new(linears.Count, weight.Module, weight.Shape[transposed ? 0 : 1], weight.Shape[transposed ? 1 : 0], at, null, transposed));
        }
    }

    public string ModelType { get; }

    public Device Device => torch.CPU;

    public ScalarType DType => ScalarType.Float32;

    public IReadOnlyList<ParameterInfo> Weights { get; }

    public IReadOnlyList<Tensor> Tensors { get; }

    public IReadOnlyList<LinearModule> Linears => linears;

    public IReadOnlyList<string> DefaultLoraTargets => [];

    public IReadOnlyList<int> EndIds => [];

    public int LabelShift => 1;

    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples) => throw new NotSupportedException();

    public Tensor Hidden(ForwardPass pass, TokenBatch batch) => throw new NotSupportedException();

    public Tensor Head(ForwardPass pass, Tensor rows) => throw new NotSupportedException();

    public IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens) => throw new NotSupportedException();

    public void Dispose()
    {
        foreach (Tensor tensor in Tensors) tensor.Dispose();
    }

    private static bool Equal(WeightSource source, string one, string two) =>
        UntiedWeights.Same(source.Take(one, [.. source.Shape(one)!]), source.Take(two, [.. source.Shape(two)!]));
}
