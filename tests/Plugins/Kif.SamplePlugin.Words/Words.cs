namespace Kif.SamplePlugin.Words;

/// <summary>What the plug-in takes from an assembly of its own.</summary>
public static class Words
{
    public const string Names = "sample";

    public static string Description => "from an assembly that the program does not know";
}
