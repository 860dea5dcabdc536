using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>The parts of an adapter that PEFT's files hold.</summary>
internal enum PeftPart
{
    /// <summary>The factor A of a linear module, rank × inputs.</summary>
    FactorA,

    /// <summary>The factor B of a linear module, outputs × rank.</summary>
    FactorB,

    /// <summary>The factor A of an embedding, rank × rows.</summary>
    EmbeddingA,

    /// <summary>The factor B of an embedding, columns × rank.</summary>
    EmbeddingB,

    /// <summary>The bias of a factor B.</summary>
    BiasOfB,

    /// <summary>The magnitudes of DoRA.</summary>
    Magnitude,

    /// <summary>The new rows of trained tokens.</summary>
    TokenRows,

    /// <summary>A weight of the model under its own name.</summary>
    Whole,

    /// <summary>A weight of a module that was trained in full, under its wrapper's name.</summary>
    SavedModule,

    /// <summary>A weight of the model below an adapter.</summary>
    Base,

    /// <summary>A value that only training needs.</summary>
    Training,

    /// <summary>Anything else.</summary>
    Unknown,
}

/// <summary>The name of a tensor in PEFT's file, without the name of the adapter that some tools leave in it.</summary>
/// <param name="Name">The name as PEFT writes it.</param>
/// <param name="Part">What it names.</param>
/// <param name="Target">The module's path in the model; for weights of the model itself, the weight's name.</param>
internal sealed partial record PeftKey(string Name, PeftPart Part, string Target)
{
    private const string Prefix = "base_model.model.";

    /// <summary>Whether it is a factor.</summary>
    public bool IsFactor => Part is PeftPart.FactorA or PeftPart.FactorB or PeftPart.EmbeddingA or PeftPart.EmbeddingB;

    /// <summary>Whether it is the first factor of its module.</summary>
    public bool IsFirst => Part is PeftPart.FactorA or PeftPart.EmbeddingA;

    /// <summary>Whether it belongs to an embedding's adapter.</summary>
    public bool IsEmbedding => Part is PeftPart.EmbeddingA or PeftPart.EmbeddingB;

    /// <summary>Whether it replaces a weight of the model.</summary>
    public bool IsWeight => Part is PeftPart.Whole or PeftPart.SavedModule or PeftPart.Base;

    /// <summary>The other factor of a factor.</summary>
    public PeftKey Partner => Part switch
    {
        PeftPart.FactorA => Of(PeftPart.FactorB, Target),
        PeftPart.FactorB => Of(PeftPart.FactorA, Target),
        PeftPart.EmbeddingA => Of(PeftPart.EmbeddingB, Target),
        _ => Of(PeftPart.EmbeddingA, Target),
    };

    /// <summary>Creates the key of a part of a module's adapter.</summary>
    public static PeftKey Of(PeftPart part, string module) => new($"{Prefix}{module}.{part switch
    {
        PeftPart.FactorA => "lora_A.weight",
        PeftPart.FactorB => "lora_B.weight",
        PeftPart.EmbeddingA => "lora_embedding_A",
        PeftPart.EmbeddingB => "lora_embedding_B",
        PeftPart.BiasOfB => "lora_B.bias",
        PeftPart.Magnitude => "lora_magnitude_vector",
        PeftPart.TokenRows => "token_adapter.trainable_tokens_delta",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "a part of a module's adapter"),
    }}", part, module);

    /// <summary>Reads a name; null if it lacks PEFT's prefix.</summary>
    public static PeftKey? Parse(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name.Length == Prefix.Length) return null;
        string rest = name[Prefix.Length..];
        if (Adapter().Match(rest) is { Success: true } found)
        {
            PeftPart? part = (found.Groups["part"].Value, found.Groups["kind"].Value) switch
            {
                ("lora_A", ".weight") => PeftPart.FactorA,
                ("lora_B", ".weight") => PeftPart.FactorB,
                ("lora_B", ".bias") => PeftPart.BiasOfB,
                ("lora_embedding_A", "" or ".weight") => PeftPart.EmbeddingA,
                ("lora_embedding_B", "" or ".weight") => PeftPart.EmbeddingB,
                ("lora_magnitude_vector", "" or ".weight") => PeftPart.Magnitude,
                ("token_adapter.trainable_tokens_delta", "") => PeftPart.TokenRows,
                _ => null,
            };
            return part is { } known ? Of(known, found.Groups["module"].Value) : new(name, PeftPart.Unknown, rest);
        }
        if (TrainingOnly().IsMatch(rest)) return new(name, PeftPart.Training, rest);
        if (OtherFactor().IsMatch(rest)) return new(name, PeftPart.Unknown, rest);
        foreach ((Regex wrapper, PeftPart part) in new[] { (SavedModule(), PeftPart.SavedModule), (BelowAdapter(), PeftPart.Base) })
            if (wrapper.IsMatch(rest)) return new(name, part, wrapper.Replace(rest, ".", 1));
        return new(name, PeftPart.Whole, rest);
    }

    /// <summary>Finds the name that PEFT would read for a name without its prefix, or with another one.</summary>
    public static string WithPrefix(string name)
    {
        string rest = name;
        for (bool again = true; again;)
        {
            again = false;
            foreach (string front in new[] { "module.", Prefix, "base_model." })
            {
                if (!rest.StartsWith(front, StringComparison.Ordinal)) continue;
                (rest, again) = (rest[front.Length..], true);
                break;
            }
        }
        return Prefix + rest;
    }

    [GeneratedRegex(@"^(?<module>.+)\.(?<part>lora_(embedding_)?[AB]|lora_magnitude_vector|token_adapter\.trainable_tokens_delta)(\.default)?(?<kind>\.\w+)?$")]
    private static partial Regex Adapter();

    [GeneratedRegex(@"\.lora_(monteclora|velora)_")]
    private static partial Regex TrainingOnly();

    [GeneratedRegex(@"(^|\.)(lora_\w+|ia3_\w+|vera_\w+|hada_\w+|oft_\w+|prompt_embeddings)(\.|$)")]
    private static partial Regex OtherFactor();

    [GeneratedRegex(@"\.modules_to_save(\.default)?\.")]
    private static partial Regex SavedModule();

    [GeneratedRegex(@"\.(original_module|(token_adapter\.)?base_layer)\.")]
    private static partial Regex BelowAdapter();
}
