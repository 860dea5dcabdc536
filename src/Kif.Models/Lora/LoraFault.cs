namespace Kif.Models.Lora;

/// <summary>A setting that is out of its range.</summary>
/// <param name="Setting">Its name in <see cref="LoraSettings"/>.</param>
/// <param name="Seen">The value.</param>
/// <param name="Allowed">What is allowed.</param>
/// <param name="Key">Which entry of it, for settings by pattern; empty for the setting itself.</param>
internal sealed record LoraFault(string Setting, string Seen, string Allowed, string Key = "")
{
    /// <summary>What programs call a setting.</summary>
    public static string InCode(string setting) => $"{nameof(LoraSettings)}.{setting}";

    /// <summary>The message, in which the setting is called what a file or program calls it.</summary>
    public string Message(Func<string, string> name) => $"{name(Setting)}{Key} is {Seen}; allowed: {Allowed}.";
}
