namespace Kif.Models;

/// <summary>What llama.cpp calls a model type, and how its weights are named and ordered there.</summary>
/// <param name="Name">The name in <c>general.architecture</c>.</param>
/// <param name="Names">The names of its weights.</param>
internal sealed record GgufArchitecture(string Name, GgufNames Names)
{
    private static readonly Dictionary<string, GgufArchitecture> All = new(StringComparer.Ordinal)
    {
        ["llama"] = new("llama", GgufNames.Llama) { TurnsNeighbors = true },
        ["mistral"] = new("llama", GgufNames.Llama) { TurnsNeighbors = true },
        ["smollm3"] = new("smollm3", GgufNames.Llama) { TurnsNeighbors = true },
        ["qwen2"] = new("qwen2", GgufNames.Llama),
        ["qwen3"] = new("qwen3", GgufNames.Llama),
        ["phi3"] = new("phi3", GgufNames.Llama),
        ["olmo2"] = new("olmo2", GgufNames.NormsAfter),
        ["gemma2"] = new("gemma2", GgufNames.NormsAround) { NormsFromOne = true },
        ["gemma3_text"] = new("gemma3", GgufNames.NormsAround) { NormsFromOne = true },
        ["gpt2"] = new("gpt2", GgufNames.Gpt2),
        ["t5"] = new("t5", GgufNames.T5),
    };

    /// <summary>
    /// Whether rotary positions turn neighboring elements of a head there, while Hugging Face's files have them half a head apart. Default: false.
    /// </summary>
    public bool TurnsNeighbors { get; init; }

    /// <summary>Whether gains of norms are stored less one in Hugging Face's files, and in full there. Default: false.</summary>
    public bool NormsFromOne { get; init; }

    /// <summary>Finds the architecture of a model.</summary>
    /// <exception cref="InvalidDataException">llama.cpp has none that computes this model type as Kif does; the message says which there are.</exception>
    public static GgufArchitecture Of(ConfigFile config)
    {
        string type = config.String("model_type");
        if (All.TryGetValue(type, out GgufArchitecture? found)) return found;
        string more = type is "bert" or "modernbert"
            ? "what writes text: llama.cpp runs BERT families as encoders, without the head that fills masks; such a model answers in Kif "
                + "(in a program: PretrainedModels), and models as GGUF are "
            : "";
        throw config.Refuse("model_type", more + string.Join(", ", All.Keys));
    }

    /// <summary>Reorders the rows of a weight of this architecture, or of a factor of one, for its rotation; returns it as it is where nothing moves.</summary>
    /// <param name="module">The module's path in Hugging Face's naming.</param>
    /// <param name="rows">The matrix or vector; the first size are its rows.</param>
    /// <param name="heads">The number of attention heads, and of key and value heads.</param>
    public Tensor Ordered(string module, Tensor rows, (int Queries, int Keys) heads)
    {
        if (!TurnsNeighbors) return rows;
        if (module.EndsWith(".q_proj", StringComparison.Ordinal)) return NeighborOrder(rows, heads.Queries);
        return module.EndsWith(".k_proj", StringComparison.Ordinal) ? NeighborOrder(rows, heads.Keys) : rows;
    }

    /// <summary>Moves row j·d/2 + i of each head of d rows to 2·i + j, for j of 0 and 1.</summary>
    private static Tensor NeighborOrder(Tensor rows, int heads)
    {
        long[] shape = rows.shape;
        long half = shape[0] / heads / 2;
        return rows.reshape([heads, 2, half, .. shape[1..]]).transpose(1, 2).reshape(shape);
    }
}
