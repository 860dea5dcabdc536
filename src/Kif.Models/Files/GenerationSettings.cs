using System.Text.Json;

namespace Kif.Models;

/// <summary>
/// The generation settings of <c>generation_config.json</c> (or, without it, <c>config.json</c>). Special ids are read. Kif takes the likeliest id at each
/// step, up to a limit that the caller gives; settings of another search, or that change scores, are left out, and a note says which.
/// </summary>
internal sealed class GenerationSettings
{
    private static readonly string[] Off =
    [
        "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "bad_words_ids", "force_words_ids", "constraints", "suppress_tokens", "begin_suppress_tokens",
        "forced_bos_token_id", "forced_eos_token_id", "forced_decoder_ids", "sequence_bias", "exponential_decay_length_penalty", "min_length", "min_new_tokens",
        "watermarking_config", "stop_strings", "do_sample", "penalty_alpha", "dola_layers", "prompt_lookup_num_tokens",
    ];

    private static readonly string[] One = ["repetition_penalty", "encoder_repetition_penalty", "guidance_scale", "num_beams", "num_beam_groups"];

    private const string Start = "decoder_start_token_id";

    private readonly ConfigFile config;
    private readonly ConfigFile? generation;

    private GenerationSettings(ConfigFile config, ConfigFile? generation) => (this.config, this.generation) = (config, generation);

    /// <summary>The first decoder input of answers; null if no file has it.</summary>
    public int? StartId => First(From(Start));

    /// <summary>The first decoder input of training, in the model's own file first; null if no file has it.</summary>
    public int? TrainingStartId => First(config.Has(Start) ? config : From(Start));

    /// <summary>Checks that both are ids of the vocabulary.</summary>
    /// <exception cref="InvalidDataException">One is not; the message names file, id and size.</exception>
    public void CheckStarts(int vocabulary)
    {
        foreach (ConfigFile file in generation is null ? (ConfigFile[])[config] : [config, generation])
            if (First(file) is { } id && (id < 0 || id >= vocabulary))
                throw file.Refuse(Start, $"an id of the vocabulary, 0 to {vocabulary - 1} (vocab_size is {vocabulary})");
    }

    /// <summary>Finds the padding id, in the model's own file first; null if no file has one within the vocabulary.</summary>
    public int? PadId(int vocabulary) =>
        config.Ints("pad_token_id").Concat(generation?.Ints("pad_token_id") ?? []).Where(id => id >= 0 && id < vocabulary).Cast<int?>().FirstOrDefault();

    /// <summary>Finds the ids that end a generation, in the first file that has any; empty if none has.</summary>
    /// <exception cref="InvalidDataException">One is not in the vocabulary; the message names file, id and size.</exception>
    public IReadOnlyList<int> EndIds(int vocabulary)
    {
        ConfigFile file = From("eos_token_id");
        IReadOnlyList<int> ids = file.Ints("eos_token_id");
        return ids.All(id => id >= 0 && id < vocabulary) ? ids
            : throw file.Refuse(
                "eos_token_id", $"ids of the vocabulary, 0 to {vocabulary - 1} (vocab_size is {vocabulary}), since no answer ends with another");
    }

    /// <summary>Wraps the files.</summary>
    /// <param name="config"><c>config.json</c>.</param>
    /// <param name="generation"><c>generation_config.json</c>; null if there is no such file.</param>
    public static GenerationSettings Read(ConfigFile config, ConfigFile? generation) => new(config, generation);

    /// <summary>Notes the settings that generation leaves out.</summary>
    public static void Note(BackboneFiles files)
    {
        ConfigFile file = files.Generation ?? files.Config;
        string[] left = [.. Off.Where(name => Value(name) is { } value && !UnsupportedConfigSettings.IsOff(value))
            .Concat(One.Where(name => Value(name) is { } value && !IsOne(value)))
            .Select(name => $"{name} {DisplayText.Of(Value(name)!.Value.GetRawText(), 60)}")];
        if (left.Length > 0)
            files.Notes?.Add($"{(files.Generation is null ? "config.json" : "generation_config.json")}: generation takes the likeliest id at each step "
                + $"and leaves out {string.Join(", ", left)}");

        JsonElement? Value(string name) => file.Json.TryGetProperty(name, out JsonElement value) ? value : null;
    }

    private static bool IsOne(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number == 1;

    private static int? First(ConfigFile file) => file.Ints(Start) is [var id, ..] ? id : null;

    private ConfigFile From(string setting) => generation?.Has(setting) == true ? generation : config;
}
