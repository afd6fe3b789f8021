// Each test has three silos of its own; several of them at once would only disturb each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
