namespace Kif.Models;

/// <summary>What a GGUF file says of a model's computation, besides its weights.</summary>
/// <param name="Sizes">Adds the keys in front of the file's type.</param>
internal sealed record GgufSettings(Action<GgufMetadata> Sizes)
{
    /// <summary>Adds the keys behind the file's type. Default: none.</summary>
    public Action<GgufMetadata> More { get; init; } = _ => { };

    /// <summary>Tensors that are computed from settings, in front of the weights. Default: none.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; init; } = [];

    /// <summary>The number of attention heads, and of key and value heads; only for rotations that turn neighbors.</summary>
    public (int Queries, int Keys) Heads { get; init; }

    /// <summary>The factor on the head's matrix. Default: 1.</summary>
    public double HeadScale { get; init; } = 1;

    /// <summary>Whether the head is stored where it is the embedding, too. Default: where it is scaled.</summary>
    public bool StoresTiedHead { get => stores ?? HeadScale != 1; init => stores = value; }

    private readonly bool? stores;

    /// <summary>Reads the settings of a model, and rejects those with which llama.cpp would compute something else.</summary>
    /// <param name="config">The model's settings.</param>
    /// <param name="generation">Its settings for generation; null if there are none.</param>
    /// <param name="architecture">The name of the architecture in the file.</param>
    /// <param name="ownHead">Whether the head is a matrix of its own.</param>
    /// <param name="notes">Receives where the file holds less than the model, a sentence each.</param>
    /// <exception cref="InvalidDataException">There is such a setting; the message names file, setting, value and what is allowed.</exception>
    public static GgufSettings Read(ConfigFile config, ConfigFile? generation, string architecture, bool ownHead, ICollection<string> notes) =>
        architecture switch
        {
            "t5" => GgufT5.Read(T5Config.Read(config, generation), config, ownHead),
            "gpt2" => GgufGpt2.Read(Gpt2Config.Read(config, generation), config),
            _ => new GgufLlama(LlamaConfig.Read(config, generation), config, architecture).Read(ownHead, notes),
        };

    /// <summary>Creates an error about a setting that llama.cpp ignores or takes for another value.</summary>
    public static InvalidDataException Refuse(ConfigFile config, string setting, string allowed) =>
        config.Refuse(setting, $"{allowed}, since llama.cpp would compute it so without a word; such a model runs in Kif (kif answer) or transformers");
}
