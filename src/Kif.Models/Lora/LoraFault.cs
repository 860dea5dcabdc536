namespace Kif.Models.Lora;

/// <summary>A setting that is out of its range.</summary>
/// <param name="Setting">Its name in <see cref="LoraSettings"/>.</param>
/// <param name="Seen">Its value.</param>
/// <param name="Allowed">The allowed values.</param>
/// <param name="Key">The key of the faulty element, for settings by pattern; empty for the setting itself.</param>
internal sealed record LoraFault(string Setting, string Seen, string Allowed, string Key = "")
{
    /// <summary>Returns a setting's name in code.</summary>
    public static string InCode(string setting) => $"{nameof(LoraSettings)}.{setting}";

    /// <summary>Formats the message, with the setting's name in code or in a file.</summary>
    public string Message(Func<string, string> name) => $"{name(Setting)}{Key} is {Seen}; allowed: {Allowed}.";
}
