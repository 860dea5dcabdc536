namespace Kif.Models;

/// <summary>Checks that a model has an embedding for every token of its tokenizer.</summary>
internal static class VocabularyFit
{
    /// <summary>The ids beyond the vocabulary that are tried to find a token to name.</summary>
    private const int Tried = 1 << 20;

    /// <summary>Rejects a tokenizer with a token beyond the vocabulary; a folder that does not say its size is not checked.</summary>
    /// <exception cref="InvalidDataException">There is such a token; the message names it, its id and the size.</exception>
    public static void Check(ModelFolder folder, ITokenizer tokenizer)
    {
        if (!folder.Config.Has("vocab_size")) return;
        int size = folder.Config.Size("vocab_size");
        int within = 0;
        for (int id = 0; id < size && within < tokenizer.VocabularySize; id++)
            if (tokenizer.TokenOf(id) is not null) within++;
        if (within >= tokenizer.VocabularySize) return;
        for (int id = size; id < size + Tried; id++)
        {
            if (tokenizer.TokenOf(id) is not { } token) continue;
            throw new InvalidDataException(
                $"'{folder.Path}': the tokenizer's token '{DisplayText.Of(token)}' has the id {id}, and the model has embeddings for {size} ids only "
                + $"(vocab_size of config.json); allowed: 0 to {size - 1}. Take the tokenizer that belongs to the model, or save the model again after "
                + "resizing its embeddings (resize_token_embeddings).");
        }
    }
}
