namespace Kif.Models;

/// <summary>
/// The generation settings of <c>generation_config.json</c> (or, without it, <c>config.json</c>). Special ids are read. Settings of the search (sampling,
/// temperature, beams, lengths) are ignored: Kif decodes greedily, up to a limit that the caller gives. Settings that change the scores themselves (penalties,
/// suppressed or forced ids, …) would change greedy answers too; Kif does not support them, so they are rejected.
/// </summary>
internal sealed class GenerationSettings
{
    private static readonly string[] Off =
    [
        "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "bad_words_ids", "force_words_ids", "constraints", "suppress_tokens", "begin_suppress_tokens",
        "forced_bos_token_id", "forced_eos_token_id", "forced_decoder_ids", "sequence_bias", "exponential_decay_length_penalty", "min_length", "min_new_tokens",
        "watermarking_config", "stop_strings",
    ];

    private static readonly string[] One = ["repetition_penalty", "encoder_repetition_penalty", "guidance_scale"];

    private readonly ConfigFile config;
    private readonly ConfigFile? generation;

    private GenerationSettings(ConfigFile config, ConfigFile? generation) => (this.config, this.generation) = (config, generation);

    /// <summary>The ids that end a generation, from the first file that has any; empty if none has.</summary>
    public IReadOnlyList<int> EndIds => From("eos_token_id").Ints("eos_token_id");

    /// <summary>The first decoder input; null if no file has it.</summary>
    public int? StartId => From("decoder_start_token_id") is var file && file.Ints("decoder_start_token_id") is [var id, ..] ? id : null;

    /// <summary>Finds the padding id, in the model's own file first; null if no file has one within the vocabulary.</summary>
    public int? PadId(int vocabulary) =>
        config.Ints("pad_token_id").Concat(generation?.Ints("pad_token_id") ?? []).Where(id => id >= 0 && id < vocabulary).Cast<int?>().FirstOrDefault();

    /// <summary>Reads the files.</summary>
    /// <param name="config"><c>config.json</c>.</param>
    /// <param name="generation"><c>generation_config.json</c>; null if there is no such file.</param>
    /// <exception cref="InvalidDataException">A setting changes scores; the message names file, setting and value.</exception>
    public static GenerationSettings Read(ConfigFile config, ConfigFile? generation)
    {
        ConfigFile file = generation ?? config;
        foreach (string name in Off)
            if (file.Has(name) && !UnsupportedConfigSettings.IsOff(file.Json.GetProperty(name)))
                throw file.Refuse(name, "only what turns it off: generation takes the likeliest id and changes no scores");
        foreach (string name in One)
            if (file.Double(name, 1) != 1) throw file.Refuse(name, "1: generation takes the likeliest id and changes no scores");
        return new(config, generation);
    }

    private ConfigFile From(string setting) => generation?.Has(setting) == true ? generation : config;
}
