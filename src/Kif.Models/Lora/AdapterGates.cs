namespace Kif.Models;

/// <summary>The gates of a model's adapters: their parameters, and their values for prompts (<see cref="BranchGates"/>).</summary>
internal sealed class AdapterGates
{
    private readonly int table;

    /// <summary>Declares the parameters.</summary>
    /// <exception cref="CompositionException">The backbone's family has no gates, or a setting is out of its range.</exception>
    public AdapterGates(BranchGates settings, IBackbone backbone)
    {
        if (backbone.EmbeddingTable is not { } index)
            throw new CompositionException($"a {backbone.ModelType} model has no gates for its adapters: its family does not name the embeddings of prompts");
        if (settings.Hidden < 1 || settings.Length < 1)
            throw new CompositionException($"gates need a hidden layer and a length of at least 1, not {settings.Hidden} and {settings.Length}");
        (Settings, table) = (settings, index);
        (long width, long hidden) = (backbone.Weights[index].Shape[1], settings.Hidden);
        Parameters = [Of("key", "", 1, width), Of("in", ".weight", hidden, width), Of("out", ".weight", width, hidden)];

        static ParameterInfo Of(string part, string end, long rows, long columns) =>
            new($"gate.{part}{end}", new($"gate.{part}"), ParameterRole.Gate, [rows, columns]);
    }

    /// <summary>The settings.</summary>
    public BranchGates Settings { get; }

    /// <summary>Key, inner and outer map; they follow an adapter's factors.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <summary>The bound of fresh values: 1 for a key, else that of a linear map.</summary>
    public static double Bound(ParameterInfo parameter) => parameter.Shape[0] == 1 ? 1 : 1 / Math.Sqrt(parameter.Shape[1]);

    /// <summary>Computes the mean embeddings of prompts, [prompts, width].</summary>
    public Tensor Embeddings(IReadOnlyList<Tensor> weights, PromptTokens prompts, ScalarType dtype) => prompts.Means(weights[table], dtype, Settings.Length);

    /// <summary>Computes one adapter's gate, [prompts].</summary>
    /// <param name="embeddings">The mean embeddings, [prompts, width].</param>
    /// <param name="pieces">The adapter's vector, split.</param>
    /// <param name="inputs">Observes what the parameters multiply; null for no one.</param>
    public static Tensor Of(Tensor embeddings, Tensor[] pieces, IInputObserver? inputs)
    {
        (Tensor key, Tensor inner, Tensor outer) = (pieces[^3], pieces[^2], pieces[^1]);
        inputs?.Observe("gate.in", embeddings);
        Tensor hidden = torch.nn.functional.silu(torch.nn.functional.linear(embeddings, inner));
        inputs?.Observe("gate.out", hidden);
        Tensor query = torch.nn.functional.silu(torch.nn.functional.linear(hidden, outer));
        inputs?.Observe("gate.key", query);
        Tensor cosine = query.mm(key.t()).squeeze(1) / (query.norm(1, p: 2) * key.norm()).clamp(1e-30);
        return (torch.sigmoid(cosine * 4) * 2 - 1).abs();
    }
}
