namespace Kif.Models;

/// <summary>
/// Head and embeddings of a T5 checkpoint, as transformers 5 finds them: one matrix unless another is stored, whatever <c>tie_word_embeddings</c> says, which
/// only decides about the scaling if <c>scale_decoder_outputs</c> does not.
/// </summary>
internal static class T5Tied
{
    private const string Shared = "shared.weight", Encoder = "encoder.embed_tokens.weight", Decoder = "decoder.embed_tokens.weight", Head = "lm_head.weight";

    /// <summary>Finds the weight that is the shared embedding.</summary>
    public static string Table(IWeightSource weights) => new[] { Shared, Encoder, Decoder, Head }.FirstOrDefault(weights.Contains) ?? Shared;

    /// <summary>Completes a configuration by what the checkpoint stores.</summary>
    /// <exception cref="InvalidDataException">The setting is null, and there is no head.</exception>
    public static T5Config Read(BackboneFiles files, T5Config config)
    {
        var tied = new TiedWeights(files, files.Weights);
        bool stored = files.Weights.Contains(Head);
        if (!stored && TiedWeights.IsNull(files.Config)) throw tied.NoHead(Head);
        string table = Table(files.Weights);
        bool own = tied.Differ(Head, table), encoder = tied.Differ(Encoder, table), decoder = tied.Differ(Decoder, table);
        if (encoder || decoder)
        {
            string[] names = [.. new[] { (encoder, Encoder), (decoder, Decoder) }.Where(e => e.Item1).Select(e => e.Item2)];
            GenerationNotes.Add(files, "embeddings (several are stored, with other numbers)", $"takes {string.Join(" and ", names)} as stored",
                $"{table} for all of them");
        }
        NoteHead(files, own, config.ScalesOutputs, config.TieWordEmbeddings, stored);
        return config with { TieWordEmbeddings = !own, OwnEncoderEmbedding = encoder, OwnDecoderEmbedding = decoder };
    }

    private static void NoteHead(BackboneFiles files, bool own, bool scales, bool said, bool stored)
    {
        string setting = TiedWeights.Said(files.Config) switch { null => "left out", true => "true", false => "false" };
        string subject = $"head ({TiedWeights.Setting} is {setting}, {(stored ? "a head is" : "no head is")} stored)";
        if (!said && !stored)
            GenerationNotes.Add(files, subject, $"takes {Of(false, scales)}", "random numbers");
        else if ((own, scales) != (own && !said, said))
            GenerationNotes.Add(files, subject, $"takes {Of(own, scales)}", Of(own && !said, said));
    }

    private static string Of(bool own, bool scales) =>
        $"{(own ? "the stored head" : "the embedding")} with outputs {(scales ? "scaled by d_model^-0.5" : "as they are")}";
}
