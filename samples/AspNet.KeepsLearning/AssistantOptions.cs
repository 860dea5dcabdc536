namespace AspNet.KeepsLearning;

/// <summary>The section "Assistant" of appsettings.json.</summary>
public sealed class AssistantOptions
{
    /// <summary>The strategy by name.</summary>
    public string Strategy { get; set; } = "kif-lora";

    /// <summary>Where what was learned is kept.</summary>
    public string Folder { get; set; } = "assistant";
}
