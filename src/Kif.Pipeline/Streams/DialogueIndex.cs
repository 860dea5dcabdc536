using System.Globalization;

namespace Kif.Pipeline.Streams;

/// <summary>
/// The file beside a task's file that says which turn and slot of which dialogue each row asks for: a line
/// <c>file|||dialogue|||turn|||frame|||service|||slot</c> per row, in the same order.
/// </summary>
internal static class DialogueIndex
{
    private const string Form = "file|||dialogue|||turn|||frame|||service|||slot";

    /// <summary>Where the index of a task's file would lie.</summary>
    public static string PathOf(string taskFile) => Path.ChangeExtension(taskFile, ".idx");

    /// <summary>The slots, line by line; what is no line of the form goes to <paramref name="bad"/> and is null.</summary>
    public static DialogueSlot?[] Read(string content, string path, List<BadRow> bad)
    {
        string[] lines = content.TrimEnd().Split('\n');
        var slots = new DialogueSlot?[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Split("|||") is [_, { Length: > 0 } dialogue, var turn, _, _, { Length: > 0 } slot]
                && int.TryParse(turn, NumberStyles.Integer, CultureInfo.InvariantCulture, out int index)) slots[i] = new(dialogue, index, slot);
            else bad.Add(new(path, i + 1, $"'{lines[i].Trim()}' is not of the form {Form}, with a whole number as turn"));
        }
        return slots;
    }
}
