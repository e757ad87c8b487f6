package core

import (
	"context"
	"os"
	"time"

	"apsync/core/fault"
	"apsync/core/settings"
	"apsync/core/store"
)

// StoreProblem is something in a store that is not as it was written.
type StoreProblem = store.Problem

// StoreSurvey says what is in a store.
type StoreSurvey struct {
	Folder string
	store.Survey
}

// StoreCollection says what a store was relieved of, and what was mended.
type StoreCollection struct {
	Folder string
	store.Collection
}

// CacheTrimmed says what the cache has and what it was relieved of.
type CacheTrimmed struct {
	Folder string
	Limit  int64 // bytes; 0 for none
	store.Trimmed
}

// CollectOptions say what Collect may do.
type CollectOptions = store.CollectOptions

// Verify reads every record and blob of the user's store and of the one of the
// project that a folder is in; the folder may be empty.
func Verify(ctx context.Context, folder string) ([]StoreSurvey, error) {
	stores, _, err := storesOf(ctx, folder)
	if err != nil {
		return nil, err
	}
	var surveys []StoreSurvey
	for _, s := range stores {
		survey, err := s.Verify(ctx)
		if err != nil {
			return nil, err
		}
		surveys = append(surveys, StoreSurvey{s.Folder(), survey})
	}
	return surveys, nil
}

// Collect mends the stores that Verify reads as far as it can, removes what nothing
// names any more, and keeps the cache to its size.
func Collect(ctx context.Context, folder string, opt CollectOptions) ([]StoreCollection, CacheTrimmed, error) {
	if opt.Age < 0 || opt.Age > maxAge {
		return nil, CacheTrimmed{}, fault.New(fault.Argument, "an age of %v is not from 0 to %v", opt.Age, maxAge)
	}
	stores, set, err := storesOf(ctx, folder)
	if err != nil {
		return nil, CacheTrimmed{}, err
	}
	var collections []StoreCollection
	for _, s := range stores {
		collection, err := s.Collect(ctx, opt)
		if err != nil {
			return nil, CacheTrimmed{}, err
		}
		collections = append(collections, StoreCollection{s.Folder(), collection})
	}
	cache := CacheTrimmed{Folder: set.Cache, Limit: set.CacheSize}
	if set.Cache != "" {
		cache.Trimmed, err = store.TrimCache(ctx, set.Cache, set.CacheSize, opt.DryRun)
	}
	return collections, cache, err
}

// maxAge bounds CollectOptions.Age.
const maxAge = 100 * 365 * 24 * time.Hour

// storesOf returns the user's store, and the one of a folder's project if that has
// its own.
func storesOf(ctx context.Context, folder string) ([]*store.Store, settings.Settings, error) {
	place, err := placeIn(ctx, folder)
	if err != nil {
		return nil, settings.Settings{}, err
	}
	if folder != "" {
		if _, err := os.Stat(absolute(ctx, folder)[0]); err != nil {
			return nil, settings.Settings{}, named(err, folder)
		}
	}
	set := settings.Lenient(scope(ctx, place.Project.Root, ""))
	configs := []store.Config{{Folder: set.UserStore, Cache: set.Cache}}
	if set.Store != set.UserStore {
		configs = append(configs, store.Config{Folder: set.Store, User: set.UserStore, Cache: set.Cache, Project: place.Project})
		if set.UserStore == "" {
			configs = configs[1:]
		}
	}
	var stores []*store.Store
	for _, config := range configs {
		s, err := store.Open(config)
		if err != nil {
			return nil, set, err
		}
		stores = append(stores, s)
	}
	return stores, set, nil
}
