namespace Kif.Models;

/// <summary>The rows of trained tokens: they replace those of the embeddings and, where it is the same matrix, of the head.</summary>
/// <param name="fit">The adapter.</param>
/// <param name="notes">Receives what PEFT does in silence.</param>
internal sealed class TokenRowChange(AdapterFit fit, ICollection<string> notes)
{
    private const string Setting = "trainable_token_indices", Head = "lm_head.weight";

    private readonly UntiedWeights weights = fit.Weights;
    private readonly PeftKey[] keys = [.. fit.File.Keys.Where(k => k.Part == PeftPart.TokenRows)];

    /// <summary>Replaces the rows.</summary>
    /// <exception cref="InvalidDataException">Rows are missing, or not those of the settings; the message names file and tensor.</exception>
    public void Apply()
    {
        IReadOnlyList<(string? Module, IReadOnlyList<int> Indices)> tokens = fit.File.Config.Extras.Tokens;
        if (tokens.Count > 0 && keys.Length == 0)
            throw fit.Refuse($"it holds no rows of tokens, though {PeftConfig.FileName} names some in {Setting}: save the adapter again.");
        foreach (PeftKey key in keys)
        {
            if (tokens.FirstOrDefault(t => t.Module is null || key.Target.EndsWith(t.Module, StringComparison.Ordinal)) is not { Indices: { } indices })
                throw fit.Refuse($"'{key.Name}' holds rows of tokens that {Setting} in {PeftConfig.FileName} does not name.");
            Tensor rows = fit.Of(key), matrix = weights[$"{key.Target}.weight"];
            if (rows.dim() != 2 || rows.shape[0] != indices.Count || rows.shape[1] != matrix.shape[1])
                throw fit.Refuse($"'{key.Name}' has shape [{string.Join(", ", rows.shape)}], wanted [{indices.Count}, {matrix.shape[1]}].");
            if (indices.Max() is var most && most >= matrix.shape[0])
            {
                throw fit.Refuse($"'{key.Name}' has a row of token {most}, and the model has {matrix.shape[0]} tokens; if it was trained on a larger "
                    + "vocabulary, save it with save_embedding_layers=True, which stores the new rows.");
            }
            Tensor at = torch.tensor(indices.Select(i => (long)i).ToArray(), device: rows.device);
            foreach (string name in Places(key)) weights.Set(name, weights[name].to_type(rows.dtype, copy: true).index_copy_(0, at, rows));
        }
    }

    /// <summary>Returns the names of the matrices that get the rows.</summary>
    private IReadOnlyList<string> Places(PeftKey key)
    {
        string weight = $"{key.Target}.weight";
        IReadOnlyList<string> tied = weights.Tied(weight);
        if (weights.IsSilent(weight))
        {
            if (tied.Contains(Head) || !weights.Contains(Head)) return tied;
            notes.Add($"'{fit.File.Path}': the rows of '{key.Target}' replace those of the head, too, as in PEFT on transformers 5, which takes every T5 for "
                + "tied; on transformers 4 they have no effect");
            return [.. tied, Head];
        }
        bool apart = weight != tied[0] || keys.Any(k => k != key && tied.Contains($"{k.Target}.weight"));
        if (!apart) return tied;
        if (tied.Count > 1 && fit.File.Config.Extras.Tokens.Count > 0 && !Alike(tied))
            notes.Add($"'{fit.File.Path}': rows of '{key.Target}' change apart from "
                + $"{string.Join(" and ", tied.Where(t => t != weight).Select(t => $"'{t}'"))}, "
                + "which is the same matrix in the model; merged, they are stored apart, while PEFT's own merge leaves one matrix");
        return [weight];
    }

    /// <summary>Whether all names of a matrix get the same rows.</summary>
    private bool Alike(IReadOnlyList<string> tied)
    {
        PeftKey[] there = [.. keys.Where(k => tied.Contains($"{k.Target}.weight"))];
        return there.Length == tied.Count && there.All(k => UntiedWeights.Same(fit.Of(k), fit.Of(there[0])));
    }
}
