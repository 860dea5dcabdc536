namespace Kif.Pipeline.Plugins;

/// <summary>A plug-in that can't be loaded or registered. The message is one line: the file, the fault and a remedy.</summary>
public sealed class PluginException : Exception
{
    internal PluginException(string file, string message, Exception? inner = null)
        : base($"plug-in '{ShownText.Of(file, 300)}' {ShownText.Of(message.ReplaceLineEndings(" "), 800)}", inner) => File = file;

    /// <summary>The plug-in's file as given.</summary>
    public string File { get; }
}
