namespace Kif;

/// <summary>What a task's optimizers move: the weights, or coordinates in their place, from which the weights follow.</summary>
internal sealed class TrainedVector : IStateful, IDisposable
{
    private readonly Tensor weights, start;
    private readonly IWeightCoordinates? coordinates;
    private Tensor? values;

    /// <summary>Begins at the weights.</summary>
    /// <param name="model">The space of the weights.</param>
    /// <param name="weights">The weights that the task starts from; borrowed, changed in place.</param>
    /// <param name="start">A copy of them; borrowed.</param>
    /// <param name="coordinates">What is trained in their place, owned; null for the weights.</param>
    /// <exception cref="CompositionException">The coordinates don't fit the model or their own space.</exception>
    public TrainedVector(ParameterSpace model, Tensor weights, Tensor start, IWeightCoordinates? coordinates)
    {
        (this.weights, this.start, this.coordinates, Space) = (weights, start, coordinates, coordinates?.Space ?? model);
        if (coordinates is null) return;
        if (Space.DType != model.DType) throw new CompositionException($"coordinates are {Space.DType}, but the weights that follow from them {model.DType}");
        using var scope = torch.NewDisposeScope();
        using var off = torch.no_grad();
        values = Fitting(coordinates.Begin(start)).clone().DetachFromDisposeScope();
    }

    /// <summary>The space of what is moved.</summary>
    public ParameterSpace Space { get; }

    /// <summary>Whether it is the weights.</summary>
    public bool IsWeights => coordinates is null;

    /// <summary>Returns the gradients of what is moved.</summary>
    /// <param name="gradients">The gradients of the weights; returned themselves where these are moved.</param>
    public Tensor GradientsFrom(Tensor gradients)
    {
        if (coordinates is null) return gradients;
        Tensor leaf = values!.detach().requires_grad_();
        Tensor own = torch.autograd.grad([coordinates.Weights(start, leaf)], [leaf], [gradients])[0];
        using var off = torch.no_grad();
        Tensor projected = Fitting(coordinates.Project(own));
        return ReferenceEquals(projected, own) ? own : projected.clone();
    }

    /// <summary>Takes a step.</summary>
    /// <param name="optimizer">The optimizer with moments of this space.</param>
    /// <param name="gradients">The gradients of what is moved, clipped.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="mask">The mask of updates of the weights, or null; beside coordinates no part has one, by the rules of composition.</param>
    public void Step(AdamW optimizer, Tensor gradients, double rate, Tensor? mask)
    {
        if (coordinates is null)
        {
            optimizer.Step(weights, gradients, rate, mask);
            return;
        }
        using var scope = torch.NewDisposeScope();
        using var off = torch.no_grad();
        Tensor? before = coordinates.ProjectsSteps ? values!.clone() : null;
        optimizer.Step(values!, gradients, rate, null);
        if (before is not null) values!.copy_(before + Fitting(coordinates.Project(values - before)));
        weights.copy_(coordinates.Weights(start, values!));
    }

    public void Visit(IStateVisitor state)
    {
        if (coordinates is null) return;
        state.Tensor("values", ref values);
    }

    public void Dispose()
    {
        values?.Dispose();
        coordinates?.Dispose();
    }

    private Tensor Fitting(Tensor vector)
    {
        try
        {
            Space.Check(vector);
            return vector;
        }
        catch (ArgumentException e)
        {
            throw new CompositionException($"coordinates are no vector of their own space: {e.Message}");
        }
    }
}
