namespace Kif.Models.Folders;

/// <summary>
/// Compares sizes of a configuration with what the checkpoint holds, before anything of these sizes is allocated: a configuration cannot ask for more memory than
/// its weight files have, and one that belongs to another model is refused with the setting that shows it.
/// </summary>
internal sealed class CheckpointSizes(ConfigFile config, IWeightSource source)
{
    /// <summary>Most layers of a stack. A layer costs memory before a weight is read, so there is a limit.</summary>
    public const int MostLayers = 4096;

    /// <summary>One size of a weight; a weight that the checkpoint lacks is left to the loader.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="size">The size that it asks for.</param>
    /// <param name="weight">A weight of that size.</param>
    /// <param name="axis">Which of its sizes.</param>
    /// <param name="product">How the size comes about where it is not the setting itself.</param>
    /// <exception cref="InvalidDataException">The checkpoint has another size.</exception>
    public CheckpointSizes Axis(string setting, long size, string weight, int axis, string? product = null)
    {
        if (source.Shape(weight) is not { } shape || (axis < shape.Count && shape[axis] == size)) return this;
        string stored = axis < shape.Count ? $"{shape[axis]}" : "another number of sizes";
        throw config.Refuse(setting, product is null
            ? $"{stored}, which '{weight}' of the checkpoint has"
            : $"what makes {product} (here {size}) the {stored} that '{weight}' of the checkpoint has");
    }

    /// <summary>The number of layers.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="count">What it asks for.</param>
    /// <param name="weight">A weight that the layer of a number has.</param>
    /// <exception cref="InvalidDataException">The checkpoint has more or fewer.</exception>
    public CheckpointSizes Layers(string setting, int count, Func<int, string> weight)
    {
        if (source.Contains(weight(count - 1)) && !source.Contains(weight(count))) return this;
        int stored = 0;
        while (stored <= MostLayers && source.Contains(weight(stored))) stored++;
        return stored == 0 ? this : throw config.Refuse(setting, $"{stored}, the number of layers in the checkpoint");
    }
}
