namespace Kif.Models.Peft;

/// <summary>PEFT's names of the factors of a module's adapter: <c>base_model.model.MODULE.lora_A.weight</c>.</summary>
public static class PeftNames
{
    private const string Prefix = "base_model.model.";
    private const string SuffixA = ".lora_A.weight";
    private const string SuffixB = ".lora_B.weight";

    /// <summary>Returns the name of the factor A (rank × inputs) of a module, which is named as in the base model.</summary>
    public static string A(string module) => Prefix + module + SuffixA;

    /// <summary>Returns the name of the factor B (outputs × rank) of a module.</summary>
    public static string B(string module) => Prefix + module + SuffixB;

    /// <summary>Finds the module of a factor; null if the name is not that of a factor.</summary>
    public static string? ModuleOf(string factor)
    {
        string? suffix = factor.EndsWith(SuffixA, StringComparison.Ordinal) ? SuffixA : factor.EndsWith(SuffixB, StringComparison.Ordinal) ? SuffixB : null;
        return suffix is not null && factor.StartsWith(Prefix, StringComparison.Ordinal) && factor.Length > Prefix.Length + suffix.Length
            ? factor[Prefix.Length..^suffix.Length]
            : null;
    }
}
