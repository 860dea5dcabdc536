using Kif.Models;

namespace Kif.Cli;

/// <summary>Says what is wrong in words for a user, where the message is .NET's own.</summary>
internal static class PlainErrors
{
    /// <summary>Returns the message of an exception.</summary>
    public static string Of(Exception e) => e switch
    {
        OperationCanceledException => "stopped",
        // The name of a parameter of some method means nothing outside of its code.
        ArgumentException { ParamName: { } name } => Without(e.Message, $" (Parameter '{name}')"),
        FileNotFoundException { FileName: { Length: > 0 } file } when e.Message.StartsWith("Could not find file", StringComparison.Ordinal) =>
            $"there is no file '{DisplayText.Of(file)}'.{NearPath.Hint(file)}",
        DirectoryNotFoundException when Quoted(e.Message) is { } path && e.Message.StartsWith("Could not find a part", StringComparison.Ordinal) =>
            $"there is no '{DisplayText.Of(path)}'.{NearPath.Hint(path)}",
        UnauthorizedAccessException when Quoted(e.Message) is { } path && Directory.Exists(path) =>
            $"'{DisplayText.Of(path)}' is a folder that can't be read or written, or a folder where a file is wanted",
        UnauthorizedAccessException when Quoted(e.Message) is { } path => $"'{DisplayText.Of(path)}' can't be read or written with the rights of this user",
        IOException when Quoted(e.Message) is { } path && e.Message.EndsWith("already exists.", StringComparison.Ordinal) =>
            $"'{DisplayText.Of(path)}' is there already{(File.Exists(path) ? " as a file" : "")}; name another",
        _ => e.Message,
    };

    private static string Without(string message, string end) => message.Replace(end, "", StringComparison.Ordinal);

    private static string? Quoted(string message) => message.Split('\'') is [_, { Length: > 0 } path, ..] ? path : null;
}
