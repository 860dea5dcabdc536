namespace Kif.Models;

/// <summary>Checks that a model has an embedding for every token of its tokenizer.</summary>
internal static class VocabularyFit
{
    private const string Setting = "vocab_size";

    /// <summary>The ids beyond the vocabulary that are tried to find a token to name.</summary>
    private const int Tried = 1 << 20;

    /// <summary>The ends of the names of embeddings of tokens.</summary>
    private static readonly string[] Embeddings = ["embed_tokens.weight", "shared.weight", "wte.weight", "word_embeddings.weight", "tok_embeddings.weight"];

    /// <summary>Rejects a tokenizer with a token beyond the vocabulary.</summary>
    /// <param name="folder">The folder, whose settings may say the size.</param>
    /// <param name="weights">The model's weights, whose embedding has the size otherwise; if there is none by a usual name, nothing is checked.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <exception cref="InvalidDataException">There is such a token; the message names it, its id and the size.</exception>
    public static void Check(ModelFolder folder, IReadOnlyList<ParameterInfo> weights, ITokenizer tokenizer)
    {
        bool said = folder.Config.Has(Setting);
        if ((said ? folder.Config.Size(Setting) : Rows(weights)) is not { } size) return;
        int within = 0;
        for (int id = 0; id < size && within < tokenizer.VocabularySize; id++)
            if (tokenizer.TokenOf(id) is not null) within++;
        if (within >= tokenizer.VocabularySize) return;
        for (int id = size; id < size + Tried; id++)
            if (tokenizer.TokenOf(id) is { } token) throw Beyond($"token '{DisplayText.Of(token)}' has the id {id}");
        throw Beyond($"vocabulary has {tokenizer.VocabularySize - within} tokens with ids of {size + Tried} or more");

        InvalidDataException Beyond(string fault) => new(
            $"'{folder.Path}': the tokenizer's {fault}, and the model has embeddings for {size} ids only "
            + $"({(said ? "vocab_size of config.json" : "the rows of its embedding; config.json does not say vocab_size")}); allowed: 0 to {size - 1}. "
            + "Take the tokenizer that belongs to the model, or save the model again after resizing its embeddings (resize_token_embeddings).");
    }

    private static int? Rows(IReadOnlyList<ParameterInfo> weights) => (int?)weights
        .Where(w => w.Shape.Count == 2 && Embeddings.Any(end => w.Name.EndsWith(end, StringComparison.Ordinal))).Select(w => (long?)w.Shape[0]).Min();
}
